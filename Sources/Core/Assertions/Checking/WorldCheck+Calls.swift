import Policy

// Statements about calls.
extension WorldCheck {
    func check(_ assertion: ServiceAssertion, _ result: inout AssertionResult) {
        assertion.isForbidden ? checkNever(assertion, &result) : checkAlways(assertion, &result)
    }

    private func checkNever(_ assertion: ServiceAssertion, _ result: inout AssertionResult) {
        guard !isVacuous([assertion.source, assertion.target], &result) else { return result.verdict = .vacuous }
        let targets = Set(checked.domains(assertion.target))
        var seen: Set<[Int]> = []
        everyCall(of: assertion.service, by: checked.domains(assertion.source), &result) {
            rule, intended, ways, result in
            if let intended, targets.contains(intended) { result.rules.insert(rule) }
            for way in ways where targets.contains(way.end) {
                result.rules.insert(rule)
                result.rules.insert(way.rule)
                guard assertion.strength == .ask || way.outcome == .allow else { continue }
                // One witness for each pair and rule says enough.
                guard seen.insert([way.source, way.end, way.rule]).inserted else { continue }
                result.add(witness(way), limit: limits.witnesses)
            }
        }
    }

    private func checkAlways(_ assertion: ServiceAssertion, _ result: inout AssertionResult) {
        result.notes += checked.emptyTerms(assertion.source) + checked.emptyTerms(assertion.target)
        for service in space.services(assertion.service) {
            for argument in space.arguments(assertion.service, of: service) {
                for source in checked.domains(assertion.source) {
                    for target in checked.requestTargets(assertion.target, source: source) {
                        guard spend(1, &result) else { return }
                        let request = checked.request(
                            service: service, argument: argument, source: source, target: target)
                        let decision = policy.decide(request)
                        note(decision, &result)
                        if decision.outcome == .allow { continue }
                        if decision.outcome == .ask, assertion.strength == .ask { continue }
                        let expected = assertion.strength == .ask ? "allow or ask" : "allow"
                        let difference = CallWitness.Difference(
                            "outcome", expected: expected, found: decision.outcome.word)
                        result.add(
                            .call(
                                CallWitness(
                                    request: request, caller: checked.name(of: source), outcome: decision.outcome,
                                    denial: decision.denial, rule: decision.rule,
                                    place: decision.rule.map { rules.place(of: $0) }, differences: [difference])),
                            limit: limits.witnesses)
                    }
                }
            }
        }
        if result.examinedCount == 0 { result.verdict = .vacuous }
    }

    func check(_ relation: RelationExpectation, _ result: inout AssertionResult) {
        var expected: Set<[Int]> = []
        for pair in relation.pairs {
            result.notes += checked.emptyTerms(pair.source) + checked.emptyTerms(pair.target)
            let targets = checked.domains(pair.target)
            for source in checked.domains(pair.source) {
                for target in targets { expected.insert([source, target]) }
            }
        }
        if expected.isEmpty, !relation.pairs.isEmpty { return result.verdict = .vacuous }
        var reached: Set<[Int]> = []
        var seen: Set<[Int]> = []
        let sources = Array(checked.world.domains.indices)
        everyCall(of: relation.service, by: sources, &result) { rule, _, ways, result in
            result.rules.insert(rule)
            for way in ways where relation.strength == .ask || way.outcome == .allow {
                result.rules.insert(way.rule)
                reached.insert([way.source, way.end])
                guard !expected.contains([way.source, way.end]) else { continue }
                guard seen.insert([way.source, way.end, way.rule]).inserted else { continue }
                result.add(witness(way), limit: limits.witnesses)
            }
        }
        guard relation.isComplete, result.verdict != .unchecked else { return }
        // Nobody reaches itself: such a call is refused whatever the rules say.
        let missing = expected.subtracting(reached).filter { $0[0] != $0[1] }
        for pair in missing.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            result.add(
                .missingCall(
                    service: relation.service.text, source: checked.name(of: pair[0]),
                    target: checked.name(of: pair[1])),
                limit: limits.witnesses)
        }
    }

    /// Looks at every call that a pattern means by some sources.
    private func everyCall(
        of pattern: CallPattern, by sources: [Int], _ result: inout AssertionResult,
        _ body: (_ rule: Int, _ intended: Int?, [Passage], inout AssertionResult) -> Void
    ) {
        for service in space.services(pattern) {
            for argument in space.arguments(pattern, of: service) {
                for source in sources {
                    let count = sweep(service: service, argument: argument, source: source) { rule, intended, ways in
                        body(rule, intended, ways, &result)
                    }
                    guard spend(max(1, count), &result) else { return }
                }
            }
        }
    }

    /// Counts calls; false when the statement asks for more than may be spent.
    func spend(_ count: Int, _ result: inout AssertionResult) -> Bool {
        result.examinedCount += count
        guard result.examinedCount > limits.callsPerStatement else { return true }
        result.verdict = .unchecked
        result.notes.insert("it speaks of more than \(limits.callsPerStatement) calls", at: 0)
        return false
    }

    func note(_ decision: Decision, _ result: inout AssertionResult) {
        if let rule = decision.rule { result.rules.insert(rule) }
        for choice in decision.choices { result.rules.insert(choice.rule) }
    }

    func checkNeverTags(_ tags: [String], _ result: inout AssertionResult) {
        for domain in checked.original.domains {
            result.examinedCount += 1
            if domain.tags.isSuperset(of: tags) { result.add(.tags(machine: domain.name), limit: limits.witnesses) }
        }
    }
}
