package import Policy

/// The rules of a policy by what they say, so that the first one for a point is found without reading all.
package struct RuleIndex: Sendable {
    /// The rules.
    package let rules: RuleSet
    /// Which language is followed.
    package let mode: PolicyMode
    /// The word `AdminVM`, when a rule says it.
    package let adminType: Symbol?
    private var first: [CallClass: [Token: [Token: Int]]] = [:]

    /// Makes the index of a policy.
    package init(_ rules: RuleSet, mode: PolicyMode = .strict) {
        self.rules = rules
        self.mode = mode
        adminType = rules.vocabulary.symbol(for: "AdminVM")
        for (number, rule) in rules.rules.enumerated() where rule.source.canBeSource {
            let call = CallClass(service: rule.service, argument: rule.argument)
            let source = rule.source.normalized
            let target = rule.target.normalized
            if first[call]?[source]?[target] == nil { first[call, default: [:]][source, default: [:]][target] = number }
        }
    }

    /// The least callers that a rule matches.
    package func sourcePoints(_ rule: Rule) -> [SymbolicDomain] { rule.source.sourcePoints(adminType: adminType) }

    /// The least targets that a rule matches.
    package func targetPoints(_ rule: Rule) -> [SymbolicTarget] {
        rule.target.targetPoints(adminType: adminType, mode: mode)
    }

    /// The number of the first rule that matches a point; nil when none does.
    ///
    /// - Parameters:
    ///   - call: The service and argument.
    ///   - source: Who calls.
    ///   - target: Who is called.
    /// - Returns: The rule, in every world where nothing more is known of the two.
    package func firstMatch(call: CallClass, source: SymbolicDomain, target: SymbolicTarget) -> Int? {
        let sources = source.tokens(adminType: adminType)
        let targets = target.tokens(adminType: adminType, mode: mode)
        var best: Int?
        for service in call.service == nil ? [nil] : [call.service, nil] {
            for argument in call.argument == nil ? [nil] : [call.argument, nil] {
                guard let bySource = first[CallClass(service: service, argument: argument)] else { continue }
                for source in sources {
                    guard let byTarget = bySource[source] else { continue }
                    for target in targets {
                        if let number = byTarget[target], number < best ?? .max { best = number }
                    }
                }
            }
        }
        return best
    }

    /// The earlier rules that leave nothing to a rule, or nil when some call reaches it.
    ///
    /// That is so in every world in which dom0 has no tags. One rule that covers everything is preferred; otherwise the
    /// answer is the union that does.
    ///
    /// - Parameter number: The rule.
    /// - Returns: The covering rules in order; empty when the rule matches nothing at all.
    package func cover(of number: Int) -> [Int]? {
        let rule = rules.rules[number]
        let call = CallClass(service: rule.service, argument: rule.argument)
        var cover: Set<Int> = []
        for source in sourcePoints(rule) {
            for target in targetPoints(rule) {
                guard let match = firstMatch(call: call, source: source, target: target), match < number else {
                    return nil
                }
                cover.insert(match)
            }
        }
        return cover.sorted()
    }
}
