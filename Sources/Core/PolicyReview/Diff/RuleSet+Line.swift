package import Policy

extension RuleSet {
    /// A rule as a policy file writes it, with one space between its fields.
    package func line(_ number: Int) -> String {
        let rule = rules[number]
        let parameters = parameters(of: rule)
        var fields = [
            rule.service.map { vocabulary[$0] } ?? "*", rule.argument.map { vocabulary[$0] } ?? "*",
            text(of: rule.source), text(of: rule.target), rule.action.word,
        ]
        func add(_ key: String, _ value: String?) {
            if let value { fields.append("\(key)=\(value)") }
        }
        func word(_ value: Bool?) -> String? { value.map { $0 ? "yes" : "no" } }
        add("target", parameters.target.map { text(of: $0) })
        add("default_target", parameters.defaultTarget.map { text(of: $0) })
        add("user", parameters.user.map { vocabulary[$0] })
        add("autostart", word(parameters.autostart))
        add("notify", word(parameters.notify))
        add("oneway", word(parameters.oneWay))
        add("max_bytes", parameters.maximumBytes.map { String($0) })
        add("max_seconds", parameters.maximumSeconds.map { String($0) })
        return fields.joined(separator: " ")
    }
}
