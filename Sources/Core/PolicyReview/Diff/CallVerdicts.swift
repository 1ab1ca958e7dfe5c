package import Policy

/// What two policies make of one call.
package struct CallVerdicts: Hashable, Sendable {
    /// What the old policy makes of it.
    package private(set) var old: Verdict
    /// What the new policy makes of it.
    package private(set) var new: Verdict

    /// Asks both policies.
    package init(_ request: PolicyRequest, old: CompiledPolicy, new: CompiledPolicy) {
        self.init(
            PromptReview(old.decide(request), to: request, by: old),
            PromptReview(new.decide(request), to: request, by: new))
    }

    /// Compares two decisions; what both prompts let through is no difference, whatever direct calls lead to.
    init(_ before: PromptReview, _ after: PromptReview) {
        old = Verdict(before.decision, of: before.request, by: before.policy)
        new = Verdict(after.decision, of: after.request, by: after.policy)
        guard old.outcome == .ask, new.outcome == .ask else { return }
        if !old.offers.isEmpty {
            let both = after.granted
            old.offers.removeAll { both.contains($0) }
        }
        if !new.offers.isEmpty {
            let both = before.granted
            new.offers.removeAll { both.contains($0) }
        }
        let leads = (old: before.leadsToTarget, new: after.leadsToTarget)
        if leads.old != leads.new, before.granted != after.granted {
            old.missesTarget = !leads.old
            new.missesTarget = !leads.new
        }
    }
}
