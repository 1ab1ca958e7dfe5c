import Policy

/// Numbers for the rules of two policies, equal where the rules say the same.
struct RuleIdentities {
    /// For each rule of the old policy and of the new one, what it matches and does.
    let lines: (old: [Int], new: [Int])
    /// For each rule of the old policy and of the new one, what it does.
    let effects: (old: [Int], new: [Int])

    private struct Effect: Hashable {
        let action: Action
        let parameters: RuleParameters
    }

    private struct Line: Hashable {
        let source: Token
        let target: Token
        let effect: Int
    }

    /// Looks at both policies.
    ///
    /// Service and argument are left out: rules are compared call by call.
    init(old: RuleSet, new: RuleSet) {
        var vocabulary = old.vocabulary
        var known: [Symbol: Symbol] = [:]
        var effectNumbers: [Effect: Int] = [:]
        var lineNumbers: [Line: Int] = [:]
        func number(_ rules: RuleSet, _ translate: (Symbol) -> Symbol) -> (lines: [Int], effects: [Int]) {
            let parameters = rules.parameterSets.map { $0.translated(translate) }
            var lines: [Int] = []
            var effects: [Int] = []
            for rule in rules.rules {
                let effect = Effect(action: rule.action, parameters: parameters[Int(rule.parameters)])
                let effectNumber = effectNumbers[effect] ?? effectNumbers.count
                effectNumbers[effect] = effectNumber
                let line = Line(
                    source: rule.source.translated(translate), target: rule.target.translated(translate),
                    effect: effectNumber)
                let lineNumber = lineNumbers[line] ?? lineNumbers.count
                lineNumbers[line] = lineNumber
                effects.append(effectNumber)
                lines.append(lineNumber)
            }
            return (lines, effects)
        }
        let oldNumbers = number(old) { $0 }
        let newNumbers = number(new) { word in
            if let symbol = known[word] { return symbol }
            let symbol = vocabulary.intern(new.vocabulary[word])
            known[word] = symbol
            return symbol
        }
        lines = (oldNumbers.lines, newNumbers.lines)
        effects = (oldNumbers.effects, newNumbers.effects)
    }
}

extension RuleParameters {
    /// The same parameters with the words of another vocabulary.
    fileprivate func translated(_ translate: (Symbol) -> Symbol) -> RuleParameters {
        var result = self
        result.target = target?.translated(translate)
        result.defaultTarget = defaultTarget?.translated(translate)
        result.user = user.map(translate)
        // Said or left out, it is the same.
        result.autostart = startsTarget
        result.oneWay = oneWay ?? false
        return result
    }
}

extension Token {
    /// The same token with the words of another vocabulary.
    fileprivate func translated(_ translate: (Symbol) -> Symbol) -> Token {
        switch self {
        case .everything, .anyVM, .adminVM, .unspecified, .disposable: self
        case .disposableOf(let word): .disposableOf(translate(word))
        case .disposableOfUUID(let word): .disposableOfUUID(translate(word))
        case .disposableOfTag(let word): .disposableOfTag(translate(word))
        case .tag(let word): .tag(translate(word))
        case .type(let word): .type(translate(word))
        case .name(let word): .name(translate(word))
        case .uuid(let word): .uuid(translate(word))
        }
    }
}
