import Machines
import Policy

/// What all checks share.
struct LintContext {
    let input: LintInput
    let rules: RuleSet
    let index: RuleIndex

    init(_ input: LintInput, rules: RuleSet) {
        self.input = input
        self.rules = rules
        index = RuleIndex(rules, mode: input.mode)
    }

    /// The rules that a line states, with their numbers.
    var statedRules: some Sequence<(offset: Int, element: Rule)> {
        rules.rules.enumerated().lazy.filter { $0.element.line > 0 }
    }

    func place(_ number: Int) -> LintFinding.Place {
        let rule = rules.rules[number]
        return LintFinding.Place(file: rules.files[Int(rule.file)], line: Int(rule.line))
    }

    /// A word of a policy, safe to print.
    func word(_ symbol: Symbol) -> String { rules.vocabulary[symbol].sanitizedForDisplay(limit: 80) }

    func text(_ token: Token) -> String { rules.text(of: token).sanitizedForDisplay(limit: 80) }

    /// The rule as it would be written.
    func line(_ number: Int) -> String { rules.line(number).sanitizedForDisplay(limit: 200) }

    func service(_ rule: Rule) -> String { rule.service.map { word($0) } ?? "*" }

    func related(_ number: Int, _ text: String? = nil) -> LintFinding.Related {
        LintFinding.Related(place: place(number), text: text ?? line(number))
    }

    func finding(
        _ rule: LintRule, _ severity: LintSeverity, _ number: Int, _ message: String,
        related: [LintFinding.Related] = [], suggestion: String? = nil
    ) -> LintFinding {
        LintFinding(
            rule: rule, severity: severity, place: place(number), message: message, related: related,
            suggestion: suggestion)
    }

    /// A dead line is worse when it was to refuse something.
    func severityOfDead(_ number: Int) -> LintSeverity { rules.rules[number].action == .deny ? .error : .warning }

    func parameters(_ rule: Rule) -> RuleParameters { rules.parameters(of: rule) }
}
