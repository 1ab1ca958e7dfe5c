/// Which edges a question may use, worked out for one graph.
struct EdgeFilter {
    let query: FlowQuery
    let mode: FlowMode
    /// For each service with a downgrader the numbers of the nodes that may decide what they let out.
    let downgraded: [String: NodeSet]
    private let table: NodeTable

    init(_ query: FlowQuery, in graph: FlowGraph) {
        self.query = query
        mode = graph.options.mode
        table = graph.table
        var downgraded: [String: NodeSet] = [:]
        for downgrader in query.downgraders {
            for (number, node) in graph.nodes.enumerated() where graph.matches(node, downgrader.by) {
                downgraded[downgrader.service, default: NodeSet(capacity: graph.nodes.count)].insert(number)
            }
        }
        self.downgraded = downgraded
    }

    /// Whether the calls of a fan are among them, one way or the other.
    func admits(_ fan: CallFan) -> Bool {
        query.kinds.contains(fan.kind) && fan.assumption.entry.bandwidth >= query.bandwidth
    }

    /// Whether what goes one way of a fan's calls is among them.
    func admits(_ fan: CallFan, isForward: Bool) -> Bool {
        !fan.content(isForward: isForward, mode: mode).isDisjoint(with: query.content)
    }

    /// Whether an edge is among them.
    func admits(_ edge: FlowEdge) -> Bool {
        guard query.kinds.contains(edge.kind), !edge.content.isDisjoint(with: query.content) else { return false }
        guard let call = edge.call, edge.kind.isCall else { return true }
        guard call.assumption.entry.bandwidth >= query.bandwidth else { return false }
        guard let nodes = downgraded[call.service], let number = table.number(of: edge.source) else { return true }
        return !nodes.contains(number)
    }
}
