/// Who reaches whom.
package struct FlowClosure: Sendable {
    /// Whether there is a path from one node to another; a node reaches itself only around a circle.
    package func reaches(_ source: FlowNode, _ target: FlowNode) -> Bool { false }
}
