/// From a request to a decision, as policy.md of the language says it; strict mode leaves out the traps.
extension RuleMatcher {
    /// Decides one call.
    func decision(of request: PolicyRequest) -> Decision {
        let resolved: ResolvedRequest
        do throws(RequestDenial) {
            resolved = try ResolvedRequest(request, in: world, mode: mode)
        } catch {
            var decision = Decision(
                outcome: .deny, denial: error.kind, source: nil, intended: error.intended, notify: true)
            decision.strict = error.strict
            return decision
        }
        let candidates = candidates(service: request.service, argument: request.argument, caller: resolved.caller)
        let match = firstMatch(of: resolved.intended, in: candidates)
        var strict: StrictRule = []
        if resolved.intended == .disposable, !hasDefaultTemplate(resolved.caller),
            let trap = firstTrap(in: candidates), trap < match ?? Int.max
        {
            guard mode == .strict else { return denial(.originalCrashes, resolved) }
            strict.insert(.noDefaultIsNoMatch)
        }
        guard let match else { return denial(.noMatch, resolved, strict: strict) }
        let rule = rules.rules[match]
        if mode == .strict, resolved.intended == .disposable, case .disposableOfUUID = rule.target {
            strict.insert(.templateByUUID)
        }
        switch rule.action {
        case .deny:
            var decision = denial(.policy, resolved, rule: match, strict: strict)
            decision.notify = rules.parameters(of: rule).notifies(.deny)
            return decision
        case .allow: return allowed(by: match, resolved, strict: strict)
        case .ask: return asked(by: match, resolved, candidates, strict: strict)
        }
    }

    /// Decides the call again for a target that a prompt offered and the person picked.
    ///
    /// - Parameters:
    ///   - index: Which of the decision's choices.
    ///   - decision: An ask that this policy decided.
    ///   - request: The request that led to it.
    /// - Returns: An allow or a deny.
    func decision(picking index: Int, of decision: Decision, for request: PolicyRequest) -> Decision {
        guard let resolved = try? ResolvedRequest(request, in: world, mode: mode), let asking = decision.rule,
            decision.choices.indices.contains(index)
        else {
            return Decision(
                outcome: .deny, denial: .noAskTargets, source: decision.source, intended: decision.intended,
                notify: true)
        }
        let choice = decision.choices[index]
        guard mode == .strict else {
            return finished(choice.destination, by: asking, resolved, strict: decision.strict)
        }
        var strict = decision.strict
        if choice.rule != asking { strict.insert(.decidesChoiceAgain) }
        if leadsElsewhere(choice.rule, than: choice.destination, resolved.caller) {
            // A direct call by that name would end elsewhere, or nowhere.
            return denial(.policy, resolved, rule: choice.rule, strict: strict.union(.decidesChoiceAgain))
        }
        let rule = rules.rules[choice.rule]
        let parameters = rules.parameters(of: rule)
        if !parameters.startsTarget, !runs(choice.destination) {
            var denied = denial(.autostart, resolved, rule: choice.rule, strict: strict)
            denied.notify = parameters.notifies(rule.action)
            return denied
        }
        return finished(choice.destination, by: choice.rule, resolved, strict: strict)
    }

    func denial(
        _ kind: DenialKind, _ resolved: ResolvedRequest, rule: Int? = nil, target: Destination? = nil,
        strict: StrictRule = []
    ) -> Decision {
        var decision = Decision(
            outcome: .deny, denial: kind, rule: rule, source: resolved.caller.index, intended: resolved.intended,
            target: target, notify: true)
        decision.strict = strict
        return decision
    }

    func hasDefaultTemplate(_ caller: Caller) -> Bool {
        guard let index = caller.index else { return false }
        return world.hasDefaultTemplate(index)
    }

    /// The disposable that `@dispvm` means for a caller; nil when it has no default template.
    func defaultDisposable(of caller: Caller) -> Destination? {
        guard let index = caller.index, world.hasDefaultTemplate(index) else { return nil }
        return world.defaultTemplate(of: index).map { .disposableOf($0) } ?? .disposableOfMissingDefault
    }

    /// Whether a destination runs already, as `autostart=no` asks; a disposable never does.
    func runs(_ destination: Destination) -> Bool {
        switch destination {
        case .adminVM: true
        case .domain(let index, _): index == world.adminIndex || world.domains[index].isRunning
        case .unspecified, .disposable, .disposableOf, .disposableOfMissingDefault, .unknown: false
        }
    }

    private func allowed(by index: Int, _ resolved: ResolvedRequest, strict: StrictRule) -> Decision {
        let parameters = rules.parameters(of: rules.rules[index])
        var target = resolved.intended
        if let token = parameters.target {
            guard let redirect = redirect(to: token) else {
                return denial(.notDisposableTemplate, resolved, rule: index, strict: strict)
            }
            target = redirect
        }
        switch target {
        case .unspecified: return denial(.noTarget, resolved, rule: index, strict: strict)
        case .adminVM: target = .domain(world.adminIndex)
        case .disposable:
            guard let disposable = defaultDisposable(of: resolved.caller) else {
                return denial(.noDisposable, resolved, rule: index, strict: strict)
            }
            target = disposable
            if mode == .strict, !isTemplate(disposable) {
                return denial(
                    .notDisposableTemplate, resolved, rule: index, target: target,
                    strict: strict.union(.defaultMustBeTemplate))
            }
        default: break
        }
        if !parameters.startsTarget, !runs(target) {
            var decision = denial(.autostart, resolved, rule: index, target: target, strict: strict)
            decision.notify = parameters.notifies(.allow)
            return decision
        }
        return finished(target, by: index, resolved, strict: strict)
    }

    /// Whether disposables can be made as the destination says.
    func isTemplate(_ destination: Destination) -> Bool {
        guard case .disposableOf(let template, _) = destination else { return false }
        return world.domains[template].isDisposableTemplate
    }

    /// What a rule's `target=` means now; nil when it is a disposable of something that is no template.
    private func redirect(to token: Token) -> Destination? {
        switch token {
        case .name(let name): domain(named: name).map { .domain($0) } ?? .unspecified
        case .uuid(let uuid): domain(uuid: uuid).map { .domain($0, byUUID: true) } ?? .unspecified
        case .adminVM: .adminVM
        case .disposable: .disposable
        case .disposableOf(let name):
            domain(named: name).flatMap { world.domains[$0].isDisposableTemplate ? .disposableOf($0) : nil }
        case .disposableOfUUID(let uuid):
            domain(uuid: uuid).flatMap {
                world.domains[$0].isDisposableTemplate ? .disposableOf($0, byUUID: true) : nil
            }
        case .everything, .anyVM, .unspecified, .disposableOfTag, .tag, .type: .unspecified
        }
    }

    /// What a RemoteVM lacks to be called; nil for every other VM.
    func missingLink(to number: Int) -> DenialKind? {
        let domain = world.domains[number]
        guard domain.type == "RemoteVM" else { return nil }
        guard domain.relay != nil else { return .remoteWithoutRelay }
        return domain.transport == nil ? .remoteWithoutTransport : nil
    }

    /// What is looked at when a call's target stands: that it is another VM, and how a RemoteVM is reached.
    func finished(
        _ target: Destination, by index: Int, _ resolved: ResolvedRequest, strict: StrictRule
    ) -> Decision {
        let rule = rules.rules[index]
        if case .domain(let number, let byUUID) = target {
            if number == resolved.caller.index {
                let sameText = byUUID == World.isUUID(resolved.caller.text)
                if sameText || mode == .strict {
                    return denial(
                        .loopback, resolved, rule: index, target: target,
                        strict: sameText ? strict : strict.union(.loopbackByIdentity))
                }
            }
            if let kind = missingLink(to: number) {
                return denial(kind, resolved, rule: index, target: target, strict: strict)
            }
        }
        let parameters = rules.parameters(of: rule)
        var decision = Decision(
            outcome: .allow, rule: index, source: resolved.caller.index, intended: resolved.intended, target: target,
            notify: parameters.notifies(rule.action), autostart: parameters.startsTarget, user: parameters.user)
        decision.strict = strict
        return decision
    }
}
