extension FlowGraph {
    /// One of the shortest paths from one node to another, or nil when there is none.
    ///
    /// For many questions of one sort make one ``FlowSearch``.
    package func path(from source: FlowNode, to target: FlowNode, _ query: FlowQuery = FlowQuery()) -> FlowPath? {
        FlowSearch(self, query).path(from: source, to: target)
    }

    /// One of the shortest paths from any of some nodes to any other of others, or nil when there is none.
    package func path(
        from sources: [FlowNode], to targets: [FlowNode], _ query: FlowQuery = FlowQuery()
    ) -> FlowPath? {
        FlowSearch(self, query).path(from: sources, to: targets)
    }

    /// Everything that can be reached from a node, the nearest first, each with one of the shortest paths.
    package func reachable(from source: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowReach] {
        FlowSearch(self, query).reachable(from: source)
    }

    /// Who reaches whom, for all pairs at once.
    package func closure(_ query: FlowQuery = FlowQuery()) -> FlowClosure { FlowSearch(self, query).closure() }
}
