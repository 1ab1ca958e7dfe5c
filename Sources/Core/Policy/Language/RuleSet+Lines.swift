extension RuleSet {
    /// One rule as Qubes prints it, with the parameters that Qubes leaves out.
    ///
    /// The first five fields have a tab between them, the parameters a space before them, in a fixed order. What comes
    /// from includes or from the old format is written as a line that says the same.
    ///
    /// - Parameter index: The number of the rule.
    /// - Returns: The line, without its end.
    package func line(of index: Int) -> String {
        let rule = rules[index]
        let call = "\(rule.service.map { vocabulary[$0] } ?? "*")\t\(rule.argument.map { vocabulary[$0] } ?? "*")"
        let fields = "\(call)\t\(text(of: rule.source))\t\(text(of: rule.target))\t\(rule.action.word)"
        return fields + text(of: parameters(of: rule))
    }

    /// The whole policy as one file: every rule in the order in which they are asked, no includes, no comments.
    ///
    /// Reading it gives the same rules. Two policies with the same text decide everything alike.
    ///
    /// - Returns: The text; each line ends in a line feed.
    package func canonicalText() -> String {
        var text = ""
        for index in rules.indices {
            text += line(of: index)
            text += "\n"
        }
        return text
    }

    private func text(of parameters: RuleParameters) -> String {
        var text = ""
        func add(_ key: ParameterKey, _ value: String?) {
            if let value { text += " \(key.rawValue)=\(value)" }
        }
        func word(_ value: Bool) -> String { value ? "yes" : "no" }
        add(.target, parameters.target.map { self.text(of: $0) })
        add(.defaultTarget, parameters.defaultTarget.map { self.text(of: $0) })
        add(.user, parameters.user.map { vocabulary[$0] })
        add(.autostart, parameters.autostart.map(word))
        add(.notify, parameters.notify.map(word))
        add(.oneWay, parameters.oneWay.map(word))
        add(.maximumBytes, parameters.maximumBytes.map(String.init))
        add(.maximumSeconds, parameters.maximumSeconds.map(String.init))
        return text
    }
}
