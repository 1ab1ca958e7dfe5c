extension RuleSet {
    /// Whether both have the same rules in the same order, wherever they stand and however their words are numbered.
    package func saysTheSame(as other: RuleSet) -> Bool {
        guard rules.count == other.rules.count, lockedCount == other.lockedCount else { return false }
        return rules.indices.allSatisfy { index in
            let (rule, twin) = (rules[index], other.rules[index])
            return rule.action == twin.action
                && word(rule.service) == other.word(twin.service) && word(rule.argument) == other.word(twin.argument)
                && isSame(rule.source, twin.source, in: other) && isSame(rule.target, twin.target, in: other)
                && isSame(parameters(of: rule), other.parameters(of: twin), in: other)
        }
    }

    private func word(_ symbol: Symbol?) -> String? { symbol.map { vocabulary[$0] } }

    private func isSame(_ token: Token?, _ twin: Token?, in other: RuleSet) -> Bool {
        switch (token, twin) {
        case (.name(let name), .name(let twin)), (.uuid(let name), .uuid(let twin)), (.tag(let name), .tag(let twin)),
            (.type(let name), .type(let twin)), (.disposableOf(let name), .disposableOf(let twin)),
            (.disposableOfUUID(let name), .disposableOfUUID(let twin)),
            (.disposableOfTag(let name), .disposableOfTag(let twin)):
            vocabulary[name] == other.vocabulary[twin]
        // What is left holds no word, or is of two kinds.
        case (.name?, _), (.uuid?, _), (.tag?, _), (.type?, _), (.disposableOf?, _), (.disposableOfUUID?, _),
            (.disposableOfTag?, _):
            false
        default: token == twin
        }
    }

    private func isSame(_ parameters: RuleParameters, _ twin: RuleParameters, in other: RuleSet) -> Bool {
        isSame(parameters.target, twin.target, in: other)
            && isSame(parameters.defaultTarget, twin.defaultTarget, in: other)
            && word(parameters.user) == other.word(twin.user)
            && parameters.autostart == twin.autostart && parameters.notify == twin.notify
            && parameters.oneWay == twin.oneWay && parameters.maximumBytes == twin.maximumBytes
            && parameters.maximumSeconds == twin.maximumSeconds
    }
}
