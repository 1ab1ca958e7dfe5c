import FlowAnalysis
import Policy

/// Slow and obvious ways to the answers of a graph.
enum Naive {
    /// A node, and whether what is there is only routed on.
    private struct Place: Hashable {
        let node: FlowNode
        let isRouted: Bool
    }

    /// Everything that can be reached, edge by edge.
    static func reached(_ graph: FlowGraph, from source: FlowNode, _ query: FlowQuery) -> Set<FlowNode> {
        var edges: [FlowNode: [FlowEdge]] = [:]
        var seen: Set<Place> = []
        var waiting = [Place(node: source, isRouted: false)]
        var isFirst = true
        while let place = waiting.popLast() {
            guard isFirst || graph.passesOn(place.node) else { continue }
            isFirst = false
            let leaving = edges[place.node] ?? graph.edges(from: place.node, query)
            edges[place.node] = leaving
            for edge in leaving where !place.isRouted || edge.kind == .network {
                let isRouted = graph.options.mode == .contract && edge.kind == .network && edge.target.isMachine
                let next = Place(node: edge.target, isRouted: isRouted)
                if seen.insert(next).inserted { waiting.append(next) }
            }
        }
        return Set(seen.map(\.node))
    }

    /// The nodes that one request reaches when a node makes it, and whether a person has to say yes.
    static func targets(
        of request: PolicyRequest, from node: FlowNode, _ graph: FlowGraph
    ) -> [(kind: FlowKind, node: FlowNode)] {
        let decision = graph.policy.decide(request)
        switch decision.outcome {
        case .deny: return []
        case .allow:
            return nodes(decision.target.map { [$0] } ?? [], node, graph).map { (.allow, $0) }
        case .ask:
            let picked = decision.choices.indices.compactMap { index in
                let answer = graph.policy.decide(picking: index, of: decision, for: request)
                return answer.outcome == .allow ? answer.target : nil
            }
            return nodes(picked, node, graph).map { (.ask, $0) }
        }
    }

    private static func nodes(_ destinations: [Destination], _ node: FlowNode, _ graph: FlowGraph) -> [FlowNode] {
        let world = graph.policy.world
        let creator =
            switch node {
            case .domain(let name), .disposable(_, let name): name
            case .internet, .device: ""
            }
        return destinations.flatMap { destination -> [FlowNode] in
            switch destination {
            case .domain(let index, _):
                let domain = world.domains[index]
                guard domain.uuid == domain.name, domain.type == "DispVM" else { return [.domain(domain.name)] }
                return graph.nodes.filter {
                    if case .disposable(let template, _) = $0 { template == domain.template } else { false }
                }
            case .disposableOf(let index, _) where world.domains[index].isDisposableTemplate:
                return [.disposable(template: world.domains[index].name, creator: creator)]
            default: return []
            }
        }.filter { $0 != node }
    }
}
