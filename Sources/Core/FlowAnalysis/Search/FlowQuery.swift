/// Which edges and nodes a question may use.
package struct FlowQuery: Hashable, Sendable {
    /// What counts as a flow.
    package var kinds: FlowKinds
    /// What an edge must carry some of.
    package var content: FlowContent
    /// Nodes that no path may pass through; the ends of a path may be among them.
    package var excluded: Set<FlowNode> = []
    /// Edges that are permitted exceptions, and no part of a path.
    package var downgraders: [Downgrader] = []
    /// The least that a call's service must carry.
    package var bandwidth: ServiceBandwidth = .trigger

    package init(kinds: FlowKinds = .all, content: FlowContent = .any) {
        self.kinds = kinds
        self.content = content
    }
}
