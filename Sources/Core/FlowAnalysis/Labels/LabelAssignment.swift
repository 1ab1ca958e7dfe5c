/// Which label each node of a graph has.
struct LabelAssignment {
    /// The labels; nodes without one are not among them.
    let labels: [FlowNode: SecurityLabel]

    init(_ model: LabelModel, in graph: FlowGraph) {
        var labels: [FlowNode: SecurityLabel] = [:]
        for node in graph.nodes {
            var best: (rank: Int, label: SecurityLabel)?
            for rule in model.rules where graph.matches(node, rule.nodes) {
                // Of two that say as much the first stays, as in a policy.
                if best.map({ rule.nodes.rank > $0.rank }) ?? true { best = (rule.nodes.rank, rule.label) }
            }
            labels[node] = best?.label
        }
        self.labels = labels
    }
}

extension NodeSelector {
    /// How much it says of a node.
    fileprivate var rank: Int {
        switch self {
        case .everything: 0
        case .type: 1
        case .tag: 2
        case .disposables: 3
        case .disposablesCaused: 4
        case .machine, .internet, .device: 5
        }
    }
}
