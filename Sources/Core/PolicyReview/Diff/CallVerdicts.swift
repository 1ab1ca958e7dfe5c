package import Policy

/// What two policies make of one call.
package struct CallVerdicts: Hashable, Sendable {
    /// What the old policy makes of it.
    package private(set) var old: Verdict
    /// What the new policy makes of it.
    package private(set) var new: Verdict

    /// Asks both policies.
    package init(_ request: PolicyRequest, old: CompiledPolicy, new: CompiledPolicy) {
        self.init(request, old: old, old.decide(request), new: new, new.decide(request))
    }

    /// Compares two decisions; what both prompts let through is no difference, whatever direct calls lead to.
    init(
        _ request: PolicyRequest, old oldPolicy: CompiledPolicy, _ oldDecision: Decision, new newPolicy: CompiledPolicy,
        _ newDecision: Decision
    ) {
        old = Verdict(oldDecision, of: request, by: oldPolicy)
        new = Verdict(newDecision, of: request, by: newPolicy)
        guard old.outcome == .ask, new.outcome == .ask else { return }
        let before = PromptReview(oldDecision, to: request, by: oldPolicy)
        let after = PromptReview(newDecision, to: request, by: newPolicy)
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
