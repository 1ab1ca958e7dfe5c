package import Policy

/// The canonical text of a policy, and its SHA-256: two policies with one digest say the same.
package enum PolicyLoadingDigest {
    /// The digest of the rules, in the order in which they are asked; comments, file names and layout do not count.
    ///
    /// - Parameter rules: The rules.
    /// - Returns: 64 hexadecimal digits.
    package static func text(of rules: RuleSet) -> String {
        var bytes: [UInt8] = []
        // Where the locked layer ends is part of what a policy means.
        bytes += "locked \(rules.lockedCount)\n".utf8
        for rule in rules.rules {
            bytes += line(of: rule, in: rules).utf8
            bytes.append(0x0a)
        }
        return LockedDigest.text(of: bytes)
    }

    /// One rule as Qubes writes it: fields with tabs between them, parameters in a fixed order.
    static func line(of rule: Rule, in rules: RuleSet) -> String {
        let vocabulary = rules.vocabulary
        let parameters = rules.parameters(of: rule)
        var fields = [
            rule.service.map { vocabulary[$0] } ?? "*", rule.argument.map { vocabulary[$0] } ?? "*",
            rules.text(of: rule.source),
            rules.text(of: rule.target), rule.action.word,
        ]
        if let target = parameters.target { fields.append("target=\(rules.text(of: target))") }
        if let target = parameters.defaultTarget { fields.append("default_target=\(rules.text(of: target))") }
        if let user = parameters.user { fields.append("user=\(vocabulary[user])") }
        // What is stated and what is meant without a statement are one.
        fields.append("autostart=\(parameters.startsTarget ? "yes" : "no")")
        fields.append("notify=\(parameters.notifies(rule.action) ? "yes" : "no")")
        if let oneWay = parameters.oneWay { fields.append("oneway=\(oneWay ? "yes" : "no")") }
        if let bytes = parameters.maximumBytes { fields.append("max_bytes=\(bytes)") }
        if let seconds = parameters.maximumSeconds { fields.append("max_seconds=\(seconds)") }
        return fields.joined(separator: "\t")
    }
}
