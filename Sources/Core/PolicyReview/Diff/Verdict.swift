package import Policy

/// What becomes of a call, as far as two policies are compared: everything but where the answer stands.
package struct Verdict: Hashable, Sendable {
    /// The answer.
    package var outcome: Decision.Outcome
    /// Where the call goes, when that is not simply where it was sent.
    package var target: String?
    /// What a prompt proposes and offers too.
    package var defaultTarget: String?
    /// What a prompt offers that no direct call leads to; beside another verdict, what is not offered there.
    package var offers: [String] = []
    /// Beside a prompt that leads there: whether this one does not lead where the call was sent.
    package var missesTarget = false
    /// The user that the service runs as.
    package var user: String?
    /// Whether the target may be started.
    package var startsTarget = true
    /// Whether the person is told.
    package var notifies: Bool
    /// Whether the callee may send nothing back.
    package var isOneWay = false
    /// The most bytes, both ways together.
    package var maximumBytes: UInt64?
    /// The most seconds.
    package var maximumSeconds: UInt32?

    /// Takes from a decision what is compared.
    ///
    /// - Parameters:
    ///   - decision: The decision.
    ///   - request: What it answers.
    ///   - policy: The policy that decided.
    package init(_ decision: Decision, of request: PolicyRequest, by policy: CompiledPolicy) {
        outcome = decision.outcome
        notifies = decision.notify
        guard decision.outcome != .deny, let number = decision.rule else { return }
        let rules = policy.rules
        let parameters = rules.parameters(of: rules.rules[number])
        user = decision.user.map { rules.vocabulary[$0] }
        startsTarget = decision.autostart
        isOneWay = parameters.oneWay ?? false
        maximumBytes = parameters.maximumBytes
        maximumSeconds = parameters.maximumSeconds
        func text(_ destination: Destination) -> String {
            policy.world.text(of: destination, source: decision.source, in: rules)
        }
        func other(_ destination: Destination) -> String? {
            let text = text(destination)
            return text == request.target || (text == World.adminName && request.target == "@adminvm") ? nil : text
        }
        if decision.outcome == .ask {
            if parameters.target != nil { target = decision.choices.first.flatMap { other($0.destination) } }
            defaultTarget = decision.defaultChoice.map { text(decision.choices[$0].destination) }
            offers = PromptReview(decision, to: request, by: policy).offers
        } else if let destination = decision.target {
            target = other(destination)
        }
    }

    /// What a rule would say for it: `allow target=dom0 user=root`.
    package var text: String {
        var words = [outcome.word]
        if let target { words.append("target=\(target)") }
        if missesTarget { words.append("(but not for it)") }
        if !offers.isEmpty { words.append("offering \(offers.joined(separator: ", "))") }
        if let defaultTarget { words.append("default_target=\(defaultTarget)") }
        if let user { words.append("user=\(user)") }
        if !startsTarget { words.append("autostart=no") }
        if notifies != (outcome == .deny) { words.append("notify=\(notifies ? "yes" : "no")") }
        if isOneWay { words.append("oneway=yes") }
        if let maximumBytes { words.append("max_bytes=\(maximumBytes)") }
        if let maximumSeconds { words.append("max_seconds=\(maximumSeconds)") }
        return words.joined(separator: " ")
    }

    /// Whether going from this verdict to another one lets through more than before, or something else.
    package func isWidened(by new: Verdict) -> Bool {
        if new.outcome == .deny { return false }
        if outcome == .deny || (outcome == .ask && new.outcome == .allow) { return true }
        if outcome == .allow && new.outcome == .ask && new.target == nil && new.user == user
            && new.startsTarget == startsTarget && target == nil && new.offers.isEmpty
        {
            return losesLimit(new)
        }
        return new.target != target || new.defaultTarget != defaultTarget || new.user != user
            || (new.startsTarget && !startsTarget) || losesLimit(new)
            || !Set(new.offers).isSubset(of: offers) || (missesTarget && !new.missesTarget)
    }

    private func losesLimit(_ new: Verdict) -> Bool {
        (isOneWay && !new.isOneWay) || (maximumBytes.map { $0 < new.maximumBytes ?? .max } ?? false)
            || (maximumSeconds.map { $0 < new.maximumSeconds ?? .max } ?? false)
    }
}
