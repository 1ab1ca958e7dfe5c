import Policy

// Calls with their answers, against the VMs as they are.
extension WorldCheck {
    func check(_ expectation: Expectation, _ result: inout AssertionResult) {
        result.notes += checked.emptyTerms(expectation.source) + checked.emptyTerms(expectation.target)
        let sources = sources(expectation.source)
        // A call by nobody is denied whatever the rules say: a name that was mistyped must not look like a success.
        if expectation.details.kind == nil, sources.allSatisfy({ checked.world.index(of: $0) == nil }) {
            return result.verdict = .vacuous
        }
        for source in sources {
            let number = checked.world.index(of: source)
            for target in checked.requestTargets(expectation.target, source: number ?? -1) {
                guard spend(1, &result) else { return }
                var request = PolicyRequest(
                    service: expectation.service, argument: expectation.argument, source: source, target: target)
                if let number {
                    request = checked.request(
                        service: expectation.service, argument: expectation.argument, source: number, target: target)
                    // The source keeps how it was spelt.
                    if request.requestedSource == nil { request.source = source }
                }
                let decision = actual.decide(request)
                note(decision, &result)
                let differences = differences(expectation, decision)
                guard !differences.isEmpty else { continue }
                result.add(
                    .call(
                        CallWitness(
                            request: request, caller: source, outcome: decision.outcome, denial: decision.denial,
                            reached: decision.outcome == .allow ? decision.target.map { text($0, decision) } : nil,
                            rule: decision.rule, place: decision.rule.map { rules.place(of: $0) },
                            differences: differences)),
                    limit: limits.witnesses)
            }
        }
        if result.examinedCount == 0 { result.verdict = .vacuous }
    }

    private func sources(_ selector: Selector) -> [String] {
        switch selector.singleTerm {
        case .name(let name): [name]
        case .uuid(let uuid): ["uuid:" + uuid]
        default:
            checked.domains(selector).filter { checked.templates[$0] == nil }.map { checked.world.domains[$0].name }
        }
    }

    private func text(_ destination: Destination, _ decision: Decision) -> String {
        actual.world.text(of: destination, source: decision.source, in: rules)
    }

    /// What is not as expected.
    func differences(_ expectation: Expectation, _ decision: Decision) -> [CallWitness.Difference] {
        guard decision.outcome == expectation.outcome else {
            return [
                CallWitness.Difference("outcome", expected: expectation.outcome.word, found: decision.outcome.word)
            ]
        }
        let details = expectation.details
        var differences: [CallWitness.Difference] = []
        func compare(_ key: String, _ expected: String?, _ found: String) {
            guard let expected, expected != found else { return }
            differences.append(CallWitness.Difference(key, expected: expected, found: found))
        }
        func compare(_ key: String, _ expected: Bool?, _ found: Bool) {
            compare(key, expected.map { $0 ? "yes" : "no" }, found ? "yes" : "no")
        }
        compare("target", details.target, decision.target.map { text($0, decision) } ?? "none")
        compare("user", details.user?.text, decision.user.map { rules.vocabulary[$0] } ?? "none")
        if let rule = details.rule {
            let place = decision.rule.map { rules.place(of: $0) } ?? "none"
            if place != rule.text, !place.hasSuffix("/" + rule.text) { compare("rule", rule.text, place) }
        }
        if let targets = details.targets {
            let found = decision.choices.map { text($0.destination, decision) }
            if Set(found) != targets {
                compare("targets", Self.list(targets.sorted()), Self.list(found.sorted()))
            }
        }
        let proposed = decision.defaultChoice.map { text(decision.choices[$0].destination, decision) } ?? "none"
        compare("default", details.defaultTarget?.text, proposed)
        compare("kind", details.kind?.rawValue, decision.denial?.rawValue ?? "none")
        compare("notify", details.notify, decision.notify)
        compare("autostart", details.autostart, decision.autostart)
        return differences
    }

    private static func list(_ names: [String]) -> String { "{" + names.joined(separator: ", ") + "}" }
}
