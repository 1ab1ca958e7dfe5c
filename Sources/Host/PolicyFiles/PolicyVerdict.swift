package import Policy

/// The answer to one call, with the policy and the VMs that gave it.
///
/// The numbers in a ``Decision`` mean something only beside these: the VMs may be others a moment later.
package struct PolicyVerdict: Sendable {
    /// What decided.
    package let policy: PolicyGeneration
    /// What was asked.
    package let request: PolicyRequest
    /// The answer.
    package let decision: Decision

    init(_ policy: PolicyGeneration, _ request: PolicyRequest, _ decision: Decision) {
        self.policy = policy
        self.request = request
        self.decision = decision
    }

    /// The number of the ``PolicyGeneration``; 0 when there was none, and the answer is deny.
    package var generation: UInt64 { policy.number }

    /// Where the call goes, as Qubes would write it.
    package var target: String? { decision.target.map(text) }

    /// What the prompt offers, as Qubes would write it, in the order of the decision's choices.
    package var choices: [String] { decision.choices.map { text($0.destination) } }

    /// Where the rule that decided stands: `90-default.policy:35`.
    package var place: String? { decision.rule.map { policy.compiled.rules.place(of: $0) } }

    private func text(_ destination: Destination) -> String {
        let compiled = policy.compiled
        return compiled.world.text(of: destination, source: decision.source, in: compiled.rules)
    }
}
