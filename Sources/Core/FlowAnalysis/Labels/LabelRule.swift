/// One declaration of a label.
package struct LabelRule: Hashable, Sendable {
    /// Whom it is for.
    package let nodes: NodeSelector
    /// The label.
    package let label: SecurityLabel

    package init(nodes: NodeSelector, label: SecurityLabel) {
        self.nodes = nodes
        self.label = label
    }
}
