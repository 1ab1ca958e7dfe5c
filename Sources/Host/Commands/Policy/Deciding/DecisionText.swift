import Machines
import Policy

/// A decision in words.
struct DecisionText {
    let policy: CompiledPolicy
    let request: PolicyRequest
    let decision: Decision

    /// Some lines: the answer, what follows from it, and the rule.
    var text: String {
        var lines: [String] = []
        switch decision.outcome {
        case .allow: lines.append("allow: \(request.source) -> \(decision.target.map { name($0) } ?? "")")
        case .ask: lines.append("ask: the person picks one of")
        case .deny: lines.append("deny: \(reason)")
        }
        for (index, choice) in decision.choices.enumerated() { lines.append("  " + line(choice, index)) }
        if decision.outcome != .deny {
            if let user = decision.user { lines.append("  as user \(policy.rules.vocabulary[user])") }
            if !decision.autostart { lines.append("  only where it runs already") }
        }
        if let rule = decision.rule { let words = policy.rules.line(of: rule).split(separator: "\t").joined(separator: "  ")
            lines.append("rule: \(policy.rules.place(of: rule)): \(words)") }
        for rule in StrictRule.all where decision.strict.contains(rule.rule) {
            lines.append("strict \(rule.id): \(rule.text)")
        }
        return lines.map { $0.sanitizedForDisplay(limit: 4_096) + "\n" }.joined()
    }

    private func line(_ choice: Choice, _ index: Int) -> String {
        var text = name(choice.destination)
        if index == decision.defaultChoice { text += " (proposed)" }
        if choice.isRedirect { text += " (redirected by \(policy.rules.place(of: choice.rule)))" }
        return text
    }

    private func name(_ destination: Destination) -> String {
        policy.world.text(of: destination, source: decision.source, in: policy.rules)
    }

    private var reason: String {
        switch decision.denial {
        case .policy: "a rule says so"
        case .noMatch: "no rule matches"
        case .noTarget: "the rule allows the call, and nothing says which VM is meant"
        case .noDisposable: "\(request.source) has no default_dispvm"
        case .autostart: "the target does not run, and the rule starts nothing"
        case .noAskTargets: "there is no target that a prompt could offer"
        case .loopback: "\(request.source) would call itself"
        case .notDisposableTemplate: "disposables cannot be made of that VM"
        case .invalidTarget: "a caller may not use this word for a target"
        case .remoteWithoutRelay: "nobody relays calls to this RemoteVM"
        case .remoteWithoutTransport: "no service carries calls to this RemoteVM"
        case .requestedSourceUnknown: "the RemoteVM that it speaks for does not exist"
        case .requestedSourceNotRemote: "the VM that it speaks for is no RemoteVM"
        case .requestedSourceNotRelay: "\(request.source) does not relay this RemoteVM"
        case .unknownSource: "there is no VM \(request.source)"
        case .unknownTarget: "the rule's target does not exist"
        case .originalCrashes: "Qubes' evaluator ends here with an exception, and refuses the call"
        case .tooLong: "a part of the request is longer than it may be"
        case nil: "denied"
        }
    }
}
