import Policy

/// Finds the one line that would change an answer, and tries it.
struct ChangeFinder {
    /// The file for own rules where a policy has none yet.
    private static let usualFile = "30-user.policy"

    private let policy: CompiledPolicy
    private let request: PolicyRequest
    private let decision: Decision

    init(_ policy: CompiledPolicy, _ request: PolicyRequest, _ decision: Decision) {
        self.policy = policy
        self.request = request
        self.decision = decision
    }

    /// Lines that change the answer, at most one for each other answer.
    func changes() -> [VerdictChange] {
        guard let source = decision.source, isWritable else { return [] }
        // What the locked layer decides is decided before all that could be added.
        if let rule = decision.rule, rule < policy.rules.lockedCount { return [] }
        switch decision.outcome {
        case .allow: return [tryAll([(.deny, nil)], source) { $0 == .deny }].compactMap { $0 }
        case .ask:
            return [
                tryAll([(.allow, nil)] + redirects.map { (.allow, $0) }, source) { $0 == .allow },
                tryAll([(.deny, nil)], source) { $0 == .deny },
            ].compactMap { $0 }
        case .deny:
            // Elsewhere than it asked for goes only what names no VM.
            let isOpen = decision.intended == .unspecified || decision.intended == .disposable
            let plain: [(Action, Token?)] = [(.allow, nil)]
            let further: [(Action, Token?)] = isOpen ? [(.ask, nil)] + redirects.map { (.allow, $0) } : []
            return [tryAll(plain + further, source) { $0 != .deny }].compactMap { $0 }
        }
    }

    /// Whether the call can be written in a policy at all.
    private var isWritable: Bool {
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return !request.service.isEmpty && request.service.utf8.allSatisfy(isWord)
            && request.argument.utf8.first == UInt8(ascii: "+")
            && request.argument.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "+") }
    }

    /// Where rules for the service send their calls, the first few.
    private var redirects: [Token] {
        let service = policy.rules.vocabulary.symbol(for: request.service)
        var tokens: [Token] = []
        for rule in policy.rules.rules where rule.service == service && rule.action != .deny {
            guard let target = policy.rules.parameters(of: rule).target, !tokens.contains(target) else { continue }
            tokens.append(target)
            if tokens.count == 4 { break }
        }
        return tokens
    }

    private func tryAll(
        _ candidates: [(Action, Token?)], _ source: Int, _ isWanted: (Decision.Outcome) -> Bool
    ) -> VerdictChange? {
        let spot = spot
        for (action, redirect) in candidates {
            var rules = policy.rules
            guard let target = target(&rules) else { return nil }
            // Such a line would be refused.
            if action == .allow, target == .unspecified, redirect == nil { continue }
            let name = policy.world.domains[source].name
            let file = fileNumber(spot.file, &rules)
            var rule = Rule(
                service: rules.vocabulary.intern(request.service), argument: rules.vocabulary.intern(request.argument),
                source: .name(rules.vocabulary.intern(name)), target: target, action: action, file: file,
                line: UInt32(spot.line))
            if let redirect {
                var parameters = RuleParameters()
                parameters.target = redirect
                rules.parameterSets.append(parameters)
                rule.parameters = UInt32(rules.parameterSets.count - 1)
            }
            rules.rules.insert(rule, at: spot.position)
            let changed = CompiledPolicy(rules: rules, world: policy.world, mode: policy.mode).decide(request)
            guard isWanted(changed.outcome) else { continue }
            return VerdictChange(
                line: rules.line(of: spot.position).replacingTabs, file: spot.file, lineNumber: spot.line,
                outcome: changed.outcome)
        }
        return nil
    }

    private func target(_ rules: inout RuleSet) -> Token? {
        switch decision.intended {
        case .unspecified: .unspecified
        case .adminVM: .adminVM
        case .domain(let number, _): .name(rules.vocabulary.intern(policy.world.domains[number].name))
        case .disposable: .disposable
        case .disposableOf(let number, _): .disposableOf(rules.vocabulary.intern(policy.world.domains[number].name))
        case .disposableOfMissingDefault, .unknown: nil
        }
    }

    /// Where a line goes: before the rule that decides, or behind the last one when none does.
    private var spot: (file: String, line: Int, position: Int) {
        let rules = policy.rules
        if let rule = decision.rule {
            if isEditable(rule) { return (file(of: rule), Int(rules.rules[rule].line), rule) }
            // The rule stands in an included file: before it, in the file that includes it or one before that.
            if let earlier = (rules.lockedCount..<rule).last(where: isEditable) {
                return (file(of: earlier), Int(rules.rules[earlier].line), earlier)
            }
            return (firstFile, 1, rules.lockedCount)
        }
        guard let last = rules.rules.indices.dropFirst(rules.lockedCount).last(where: isEditable) else {
            return (firstFile, 1, rules.lockedCount)
        }
        return (file(of: last), Int(rules.rules[last].line) + 1, last + 1)
    }

    private func file(of rule: Int) -> String { policy.rules.files[Int(policy.rules.rules[rule].file)] }

    /// Whether a line can be put before this rule: it stands in a file of the policy's own directory.
    private func isEditable(_ rule: Int) -> Bool {
        policy.rules.rules[rule].line > 0 && Self.isOwn(file(of: rule))
    }

    private static func isOwn(_ file: String) -> Bool { file.hasSuffix(".policy") && !file.contains("/include/") }

    private var firstFile: String {
        let locked = policy.rules.lockedCount > 0 ? policy.rules.rules.first.map { Int($0.file) } : nil
        let own = policy.rules.files.enumerated().first { $0.offset != locked && Self.isOwn($0.element) }
        return own?.element ?? Self.usualFile
    }

    private func fileNumber(_ file: String, _ rules: inout RuleSet) -> UInt32 {
        if let number = rules.files.firstIndex(of: file) { return UInt32(number) }
        rules.files.append(file)
        return UInt32(rules.files.count - 1)
    }
}
