package import Policy

/// One small change of one rule, to see whether a statement notices.
package struct Mutant: Hashable, Sendable {
    /// What is changed.
    package enum Change: Hashable, Sendable {
        /// The rule is missing.
        case drop
        /// The rule says another answer.
        case action(Action)
        /// The rule is about every caller.
        case anySource
        /// The rule is about every target.
        case anyTarget
        /// The rule is about every argument.
        case anyArgument
        /// The rule has no `target=`.
        case noRedirect
        /// The rule has no `user=`.
        case noUser

        /// The change in words.
        package var text: String {
            switch self {
            case .drop: "without the rule"
            case .action(let action): "with \(action.word)"
            case .anySource: "for any source"
            case .anyTarget: "for any target"
            case .anyArgument: "for any argument"
            case .noRedirect: "without target="
            case .noUser: "without user="
            }
        }
    }

    /// The number of the rule.
    package let rule: Int
    /// What is changed.
    package let change: Change

    package init(rule: Int, change: Change) {
        self.rule = rule
        self.change = change
    }

    /// Every change of a rule that gives another rule of the language.
    static func all(of number: Int, in rules: RuleSet) -> [Mutant] {
        let rule = rules.rules[number]
        let parameters = rules.parameters(of: rule)
        // An allow for @default needs a target.
        let needsTarget = rule.target == .unspecified
        var changes: [Change] = [.drop]
        switch rule.action {
        case .allow: changes += [.action(.ask), .action(.deny)]
        case .ask: changes += (needsTarget && parameters.target == nil ? [] : [.action(.allow)]) + [.action(.deny)]
        case .deny: changes += needsTarget ? [.action(.ask)] : [.action(.allow)]
        }
        if rule.source != .anyVM, rule.source != .everything { changes.append(.anySource) }
        if rule.target != .anyVM, rule.target != .everything { changes.append(.anyTarget) }
        if rule.argument != nil { changes.append(.anyArgument) }
        if parameters.target != nil, !(rule.action == .allow && needsTarget) { changes.append(.noRedirect) }
        if parameters.user != nil { changes.append(.noUser) }
        return changes.map { Mutant(rule: number, change: $0) }
    }

    /// The policy with the change.
    package func applied(to original: RuleSet) -> RuleSet {
        var rules = original
        switch change {
        case .drop:
            rules.rules.remove(at: rule)
            if rule < rules.lockedCount { rules.lockedCount -= 1 }
        case .action(let action):
            rules.rules[rule].action = action
            change(&rules) { parameters in
                if action != .ask { parameters.defaultTarget = nil }
                if action == .deny {
                    let notify = parameters.notify
                    parameters = RuleParameters()
                    parameters.notify = notify
                }
            }
        case .anySource:
            rules.rules[rule].source = rules.rules[rule].source.isAdminVM ? .everything : .anyVM
        case .anyTarget:
            rules.rules[rule].target = rules.rules[rule].target.isAdminVM ? .everything : .anyVM
        case .anyArgument: rules.rules[rule].argument = nil
        case .noRedirect: change(&rules) { $0.target = nil }
        case .noUser: change(&rules) { $0.user = nil }
        }
        return rules
    }

    private func change(_ rules: inout RuleSet, _ body: (inout RuleParameters) -> Void) {
        var parameters = rules.parameters(of: rules.rules[rule])
        body(&parameters)
        if let known = rules.parameterSets.firstIndex(of: parameters) {
            rules.rules[rule].parameters = UInt32(known)
        } else {
            rules.rules[rule].parameters = UInt32(rules.parameterSets.count)
            rules.parameterSets.append(parameters)
        }
    }
}
