/// A node that can be reached, and how.
package struct FlowReach: Hashable, Sendable {
    /// The node.
    package let node: FlowNode
    /// One of the shortest paths to it.
    package let path: FlowPath

    package init(node: FlowNode, path: FlowPath) {
        self.node = node
        self.path = path
    }
}
