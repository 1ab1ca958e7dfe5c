import Policy

extension FlowGraph {
    /// All edges from one node to another: every service, every kind.
    package func edges(from source: FlowNode, to target: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowEdge] {
        guard let from = table.number(of: source), let to = table.number(of: target), from != to else { return [] }
        let filter = EdgeFilter(query, in: self)
        return calls(from, to, filter)
            + connectionsOfNode[from].map { connections[$0] }.filter {
                $0.target == target && filter.admits($0)
            }
    }

    /// All edges that leave a node, by target.
    package func edges(from source: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowEdge] {
        nodes.flatMap { edges(from: source, to: $0, query) }
    }

    /// All calls from one node to another, and the answers of calls the other way.
    private func calls(_ from: Int, _ to: Int, _ filter: EdgeFilter) -> [FlowEdge] {
        [(from, to, true), (to, from, false)].flatMap { caller, callee, isForward in
            guard let domain = table.domains[caller], table.domains[callee] != nil else { return [FlowEdge]() }
            return ranges[domain].compactMap { index -> FlowEdge? in
                let fan = fans[index]
                guard filter.admits(fan), let place = table.place(fan.places, from: caller, to: callee) else {
                    return nil
                }
                let edge = edge(fan, caller, callee, place: place, isForward: isForward)
                return filter.admits(edge) ? edge : nil
            }
        }
    }

    private func edge(_ fan: CallFan, _ caller: Int, _ callee: Int, place: Int, isForward: Bool) -> FlowEdge {
        let call = FlowCall(
            request: PolicyRequest(
                service: fan.service, argument: fan.argument, source: world.world.domains[fan.source].name,
                target: fan.request ?? world.text(of: place)),
            reached: world.destination(of: fan.server ?? place), rule: fan.rule,
            place: policy.rules.place(of: fan.rule), isForward: isForward, assumption: fan.assumption,
            isOneWay: fan.isOneWay)
        return FlowEdge(
            source: nodes[isForward ? caller : callee], target: nodes[isForward ? callee : caller], kind: fan.kind,
            content: fan.content(isForward: isForward, mode: options.mode), call: call)
    }
}
