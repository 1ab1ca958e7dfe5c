/// A connection that is no call: what a definition or a device makes possible.
package struct FlowAttachment: Hashable, Sendable {
    /// Where information comes from.
    package let source: FlowNode
    /// Where it goes.
    package let target: FlowNode
    /// What makes it possible.
    package let kind: FlowKind
    /// What it carries.
    package let content: FlowContent

    package init(source: FlowNode, target: FlowNode, kind: FlowKind, content: FlowContent = .data) {
        self.source = source
        self.target = target
        self.kind = kind
        self.content = content
    }
}
