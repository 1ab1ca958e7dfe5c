import Policy

/// What an answer amounts to for those who call and are called, whichever rule gave it.
struct Answer: Hashable {
    var outcome: Decision.Outcome
    var target: String?
    var user: String?
    var autostart: Bool?
    var targets: [String] = []
    var proposed: String?
    var oneWay: Bool?
    var maximumBytes: UInt64?
    var maximumSeconds: UInt32?

    init(_ decision: Decision, of policy: CompiledPolicy) {
        func text(_ destination: Destination) -> String {
            policy.world.text(of: destination, source: decision.source, in: policy.rules)
        }
        outcome = decision.outcome
        guard outcome != .deny else { return }
        autostart = decision.autostart
        user = decision.user.map { policy.rules.vocabulary[$0] }
        if outcome == .allow { target = decision.target.map(text) }
        targets = decision.choices.map { text($0.destination) }.sorted()
        proposed = decision.defaultChoice.map { text(decision.choices[$0].destination) }
        guard let rule = decision.rule else { return }
        let parameters = policy.rules.parameters(of: policy.rules.rules[rule])
        (oneWay, maximumBytes) = (parameters.oneWay, parameters.maximumBytes)
        maximumSeconds = parameters.maximumSeconds
    }

    /// The answer in the words of an expectation.
    var details: ExpectationDetails {
        var details = ExpectationDetails()
        switch outcome {
        case .allow:
            details.target = target
            details.user = user.map { .text($0) } ?? .missing
            details.autostart = autostart
        case .ask:
            // A list of targets longer than a statement may be is no help.
            if targets.count <= AssertionLimits().listed { details.targets = Set(targets) }
            details.defaultTarget = proposed.map { .text($0) } ?? .missing
        case .deny: break
        }
        return details
    }

    /// The answer in a few words.
    var text: String {
        switch outcome {
        case .deny: return "deny"
        case .allow:
            var text = "allow"
            if let target { text += " to \(target)" }
            if let user { text += " as \(user)" }
            return autostart == false ? text + " if it runs" : text
        case .ask:
            let shown = targets.count > 6 ? "\(targets.count) targets" : targets.joined(separator: ", ")
            return "ask for " + shown + (proposed.map { ", proposing \($0)" } ?? "")
        }
    }
}
