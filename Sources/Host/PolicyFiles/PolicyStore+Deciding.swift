package import Policy

extension PolicyStore {
    /// Decides one call by the policy that is in force now.
    package func decide(_ request: PolicyRequest) -> PolicyVerdict { decide(request, by: current) }

    /// Decides a call for the target that the person picked, by the policy that is in force now.
    ///
    /// While the prompt was open the policy, or the VMs, may have become others: then the call is decided anew, and what
    /// was picked counts only if it is still offered.
    ///
    /// - Parameters:
    ///   - index: Which of the verdict's choices.
    ///   - verdict: The verdict that the prompt was made of.
    /// - Returns: An allow, or a deny.
    package func decide(picking index: Int, of verdict: PolicyVerdict) -> PolicyVerdict {
        let now = current
        guard verdict.decision.outcome == .ask, verdict.decision.choices.indices.contains(index) else {
            return refusal(of: verdict, by: now)
        }
        let again = decide(verdict.request, by: now)
        let name = verdict.choices[index]
        switch again.decision.outcome {
        case .deny: return again
        case .allow: return again.target == name ? again : refusal(of: verdict, by: now)
        case .ask:
            guard let place = again.choices.firstIndex(of: name) else { return refusal(of: verdict, by: now) }
            let decision = now.compiled.decide(picking: place, of: again.decision, for: verdict.request)
            return PolicyVerdict(now, verdict.request, decision)
        }
    }

    private func decide(_ request: PolicyRequest, by policy: PolicyGeneration) -> PolicyVerdict {
        PolicyVerdict(policy, request, policy.compiled.decide(request))
    }

    /// What was picked is not offered, or not any more.
    private func refusal(of verdict: PolicyVerdict, by policy: PolicyGeneration) -> PolicyVerdict {
        let decision = Decision(
            outcome: .deny, denial: .noAskTargets, source: policy.compiled.world.index(of: verdict.request.source),
            intended: .unspecified, notify: true)
        return PolicyVerdict(policy, verdict.request, decision)
    }
}
