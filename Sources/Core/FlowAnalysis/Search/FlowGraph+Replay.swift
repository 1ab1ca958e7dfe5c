import Policy

extension FlowGraph {
    /// Asks the policy again about every step of a path.
    ///
    /// - Parameter path: A path of this graph, or one that claims to be.
    /// - Returns: The steps that are not as they say; empty for every path that this graph gives.
    package func replay(_ path: FlowPath) -> [ReplayFailure] {
        var failures: [ReplayFailure] = []
        for (step, edge) in path.edges.enumerated() {
            let previous = step > 0 ? path.edges[step - 1] : nil
            if let message = previous.flatMap({ mismatch($0, edge) }) ?? mismatch(edge) {
                failures.append(ReplayFailure(step: step, edge: edge, message: message))
            }
        }
        return failures
    }

    /// Why one step cannot follow another.
    private func mismatch(_ previous: FlowEdge, _ edge: FlowEdge) -> String? {
        if previous.target != edge.source { return "it does not begin where the step before ends" }
        if !passesOn(edge.source) { return "\(edge.source.name) passes nothing on" }
        if options.mode == .contract, previous.kind == .network, edge.kind != .network {
            return "\(edge.source.name) only routes what the step before brought"
        }
        return nil
    }

    /// Why a step is not what it says.
    private func mismatch(_ edge: FlowEdge) -> String? {
        guard edge.kind.isCall else {
            return connections.contains(edge) ? nil : "the world has no such connection"
        }
        guard let call = edge.call else { return "it names no call" }
        let caller = call.isForward ? edge.source : edge.target
        let callee = call.isForward ? edge.target : edge.source
        guard let number = table.number(of: caller), let source = table.domains[number],
            world.world.domains[source].name == call.request.source
        else { return "the call does not come from \(caller.name)" }
        let decision = policy.decide(call.request)
        guard decision.outcome.word == edge.kind.word else { return "the policy says \(decision.outcome.word)" }
        guard decision.rule == call.rule else { return "another rule decides" }
        let reached = world.place(of: call.reached, from: source)
        guard let reached,
            answers(decision, call.request).contains(where: { world.place(of: $0, from: source) == reached })
        else { return "the call does not go there" }
        guard leads(call, decision, to: callee, from: number, reached) else {
            return "the call does not reach \(callee.name)"
        }
        return content(of: call, decision) == edge.content ? nil : "it does not carry that"
    }

    /// Where a call can go: its target, or what a prompt offers and still holds when it is picked.
    private func answers(_ decision: Decision, _ request: PolicyRequest) -> [Destination] {
        if let target = decision.target { return [target] }
        return decision.choices.indices.filter {
            policy.decide(picking: $0, of: decision, for: request).outcome == .allow
        }.map { decision.choices[$0].destination }
    }

    private func leads(
        _ call: FlowCall, _ decision: Decision, to callee: FlowNode, from caller: Int, _ reached: Int
    ) -> Bool {
        guard let callee = table.number(of: callee) else { return false }
        func ends(_ place: Int) -> Bool {
            var places = NodeSet(capacity: world.placeCount)
            places.insert(place)
            return table.place(places, from: caller, to: callee) != nil
        }
        if ends(reached) { return true }
        guard call.assumption.entry.group == .admin, let source = table.domains[caller] else { return false }
        return world.place(of: decision.intended, from: source).map(ends) ?? false
    }

    private func content(of call: FlowCall, _ decision: Decision) -> FlowContent {
        var rule = call.rule
        if decision.outcome == .ask, let choice = decision.choices.first(where: { $0.destination == call.reached }) {
            rule = choice.rule
        }
        let isOneWay = policy.rules.parameters(of: policy.rules.rules[rule]).oneWay ?? false
        let match = services.match(service: call.request.service, argument: call.request.argument)
        return match.entry.content(isForward: call.isForward, isOneWay: isOneWay, mode: options.mode)
    }
}
