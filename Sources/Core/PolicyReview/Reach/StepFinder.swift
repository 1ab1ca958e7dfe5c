import Policy

/// Looks for a call that leads from one VM to another.
struct StepFinder {
    let calls: [Call]
    let old: CompiledPolicy
    let new: CompiledPolicy
    let space: RequestSpace
    let oldGraph: CallGraph

    /// The first call that leads there, without a person if there is one; nil when the policy knows none.
    func step(from source: Int, to target: Int, level: ReachLevel) -> ReachDifference.Step? {
        var asked: ReachDifference.Step?
        let isNew = !oldGraph.rows(level)[source][target]
        for call in calls {
            for word in words(source, target, call) {
                let request = PolicyRequest(
                    service: call.service, argument: call.argument, source: space.names[source], target: word)
                let decision = new.decide(request)
                guard let rule = decision.rule, leads(decision, of: request, to: target) else { continue }
                let step = ReachDifference.Step(
                    request: request, target: space.names[target], place: new.rules.place(of: rule),
                    outcome: decision.outcome, isNew: isNew)
                if decision.outcome == .allow { return step }
                asked = asked ?? step
            }
        }
        return level == .asked ? asked : nil
    }

    /// The targets to ask for: the VM itself, whatever a rule for the call sends elsewhere, and one that each rule asks
    /// for.
    private func words(_ source: Int, _ target: Int, _ call: Call) -> [String] {
        guard let index = new.world.index(named: space.names[source]) else { return [] }
        var words = [space.names[target]]
        var prompts: Set<Int> = []
        for match in new.firstMatches(service: call.service, argument: call.argument, source: index) {
            let rule = new.rules.rules[match.rule]
            let isPrompt = rule.action == .ask && prompts.insert(match.rule).inserted
            guard isPrompt || new.rules.parameters(of: rule).target != nil else { continue }
            words.append(new.world.text(of: match.destination, source: index, in: new.rules))
        }
        return words
    }

    private func leads(_ decision: Decision, of request: PolicyRequest, to target: Int) -> Bool {
        func isTarget(_ destination: Destination?) -> Bool {
            guard case .domain(let number, _) = destination else { return false }
            return new.world.domains[number].name == space.names[target]
        }
        switch decision.outcome {
        case .allow: return isTarget(decision.target)
        case .ask:
            return decision.choices.indices.contains {
                isTarget(decision.choices[$0].destination) && new.grants($0, of: decision, to: request)
            }
        case .deny: return false
        }
    }
}
