import Machines
package import Policy

/// Explains the answers of a policy.
package struct Explainer: Sendable {
    private let policy: CompiledPolicy
    private let mostListed: Int

    /// Prepares explanations.
    ///
    /// - Parameters:
    ///   - policy: The policy against its world.
    ///   - mostListed: How many rules one explanation lists.
    package init(_ policy: CompiledPolicy, mostListed: Int = 200) {
        self.policy = policy
        self.mostListed = mostListed
    }

    /// Explains the answer to a call.
    package func explain(_ request: PolicyRequest) -> Explanation {
        let rules = policy.rules
        let decision = policy.decide(request)
        let (considered, unlisted) = considered(request, decision)
        let changes = ChangeFinder(policy, request, decision).changes()
        return Explanation(
            request: request, decision: decision, intended: text(decision.intended, decision),
            target: decision.target.map { text($0, decision) }, user: decision.user.map { rules.vocabulary[$0] },
            considered: considered, unlistedCount: unlisted,
            offers: decision.choices.enumerated().map { index, choice in
                Explanation.Offer(
                    target: text(choice.destination, decision), rule: choice.rule, place: rules.place(of: choice.rule),
                    isRedirect: choice.isRedirect, isDefault: index == decision.defaultChoice)
            },
            strict: StrictRule.all.filter { decision.strict.contains($0.rule) }.map { "\($0.id): \($0.text)" },
            reason: reason(decision, request), changes: changes,
            noChange: changes.isEmpty ? noChange(decision, request) : nil)
    }

    private func text(_ destination: Destination, _ decision: Decision) -> String {
        policy.world.text(of: destination, source: decision.source, in: policy.rules)
    }

    /// The rules for the service; the one that decides is listed however many there are.
    private func considered(_ request: PolicyRequest, _ decision: Decision) -> ([ConsideredRule], Int) {
        let finder = MissFinder(policy, request, decision)
        let service = policy.rules.vocabulary.symbol(for: request.service)
        var considered: [ConsideredRule] = []
        var unlisted = 0
        for (number, rule) in policy.rules.rules.enumerated() where rule.service == nil || rule.service == service {
            let decides = number == decision.rule
            guard considered.count < mostListed || decides else {
                unlisted += 1
                continue
            }
            considered.append(
                ConsideredRule(
                    rule: number, place: policy.rules.place(of: number),
                    line: policy.rules.line(of: number).replacingTabs, misses: finder.misses(rule), decides: decides))
        }
        return (considered, unlisted)
    }

    private func reason(_ decision: Decision, _ request: PolicyRequest) -> String {
        let place = decision.rule.map { policy.rules.place(of: $0) }
        switch decision.outcome {
        case .allow: return "allowed by \(place ?? "no rule")"
        case .ask: return "asked for by \(place ?? "no rule")"
        case .deny: break
        }
        let name = decision.source.map { policy.world.domains[$0].name } ?? request.source
        let source = name.sanitizedForDisplay(limit: 64)
        let rule = place.map { "\($0) would let the call through, but " } ?? ""
        return switch decision.denial {
        case .policy: "denied by \(place ?? "no rule")"
        case .noMatch, nil: "no rule matches"
        case .noTarget: rule + "nothing says where it should go"
        case .noDisposable: rule + "\(source) has no template for disposables"
        case .autostart: rule + "the target does not run, and autostart=no"
        case .noAskTargets: rule + "there is nothing that the prompt could offer"
        case .loopback: rule + "the target is the caller itself"
        case .notDisposableTemplate: "the target names no template of disposables"
        case .invalidTarget: "the target is no word that a caller may use"
        case .remoteWithoutRelay: rule + "the target is a RemoteVM without a relay"
        case .remoteWithoutTransport: rule + "the target is a RemoteVM without a transport"
        case .requestedSourceUnknown: "the VM that the caller speaks for does not exist"
        case .requestedSourceNotRemote: "the VM that the caller speaks for is no RemoteVM"
        case .requestedSourceNotRelay: "the caller is not the relay of the VM that it speaks for"
        case .unknownSource: "there is no VM '\(source)'"
        case .unknownTarget: rule + "its target does not exist"
        case .originalCrashes: "Qubes' own evaluator fails here"
        case .tooLong: "a part of the request is too long"
        }
    }

    private func noChange(_ decision: Decision, _ request: PolicyRequest) -> String {
        if let rule = decision.rule, rule < policy.rules.lockedCount {
            return "the locked layer decides, and no other line comes before it"
        }
        switch decision.denial {
        case .unknownSource, .requestedSourceUnknown: return "a VM that does not exist is not let through by any line"
        case .loopback: return "no line lets a VM call itself"
        case .noDisposable: return "give the VM a default_dispvm"
        case .noTarget, .noAskTargets, .noMatch, .policy: return "say where the call should go, with target="
        default: return "what is wrong is not in the rules"
        }
    }
}
