import Policy

/// Checks statements against one policy and one world.
struct WorldCheck {
    /// The policy against the VMs as they are.
    let actual: CompiledPolicy
    /// The policy against ``checked``.
    let policy: CompiledPolicy
    /// The world with its stand-ins.
    let checked: CheckedWorld
    /// The services and arguments to look at.
    let space: CallSpace
    let limits: CheckingLimits

    init(_ rules: RuleSet, world: World, mode: PolicyMode, limits: CheckingLimits) {
        self.limits = limits
        checked = CheckedWorld(world)
        actual = CompiledPolicy(rules: rules, world: world, mode: mode)
        policy = CompiledPolicy(rules: rules, world: checked.world, mode: mode)
        space = CallSpace(rules)
    }

    var rules: RuleSet { policy.rules }

    /// One way for a call to get through.
    struct Passage {
        var request: PolicyRequest
        var source: Int
        var outcome: Decision.Outcome
        /// Where the call ends.
        var end: Int
        /// The rule that decides, or that the choice goes by.
        var rule: Int
    }

    /// Looks at every call of a service and an argument by one source.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - argument: The argument.
    ///   - source: Who calls.
    ///   - body: Gets each first match: the rule, where its destination is, and the ways through; none when it denies.
    /// - Returns: The number of calls.
    func sweep(
        service: String, argument: String, source: Int, _ body: (_ rule: Int, _ intended: Int?, [Passage]) -> Void
    ) -> Int {
        // What a RemoteVM asks for it asks for under its own name.
        let matches = policy.firstMatches(service: service, argument: argument, source: source)
        for match in matches {
            if case .domain(let number, _) = match.destination, checked.templates[number] != nil { continue }
            let intended = checked.end(of: match.destination, source: source)
            guard rules.rules[match.rule].action != .deny else {
                body(match.rule, intended, [])
                continue
            }
            let request = checked.request(
                service: service, argument: argument, source: source,
                target: checked.world.text(of: match.destination, source: source, in: rules))
            body(match.rule, intended, passages(request, source: source))
        }
        return matches.count
    }

    /// The ways in which a call gets through.
    func passages(_ request: PolicyRequest, source: Int) -> [Passage] {
        let decision = policy.decide(request)
        switch decision.outcome {
        case .deny: return []
        case .allow:
            guard let rule = decision.rule, let end = decision.target.flatMap({ checked.end(of: $0, source: source) })
            else { return [] }
            return [Passage(request: request, source: source, outcome: .allow, end: end, rule: rule)]
        case .ask:
            return decision.choices.indices.compactMap { index in
                let picked = policy.decide(picking: index, of: decision, for: request)
                guard picked.outcome != .deny, let target = picked.target,
                    let end = checked.end(of: target, source: source)
                else { return nil }
                let rule = picked.rule ?? decision.choices[index].rule
                return Passage(request: request, source: source, outcome: .ask, end: end, rule: rule)
            }
        }
    }

    func witness(_ passage: Passage) -> AssertionWitness {
        .call(
            CallWitness(
                request: passage.request, caller: checked.name(of: passage.source), outcome: passage.outcome,
                reached: checked.name(of: passage.end), rule: passage.rule, place: rules.place(of: passage.rule)))
    }

    /// Notes words that mean nothing; true when one of the sets is empty.
    func isVacuous(_ selectors: [Selector], _ result: inout AssertionResult) -> Bool {
        for selector in selectors { result.notes += checked.emptyTerms(selector) }
        return selectors.contains { checked.domains($0).isEmpty }
    }
}
