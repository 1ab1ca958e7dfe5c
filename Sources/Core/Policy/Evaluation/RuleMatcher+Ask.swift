/// What a prompt offers.
extension RuleMatcher {
    func asked(
        by index: Int, _ resolved: ResolvedRequest, _ candidates: Candidates, strict: StrictRule
    ) -> Decision {
        let parameters = rules.parameters(of: rules.rules[index])
        var strict = strict
        var choices: [Choice]
        if let token = parameters.target {
            switch redirectChoice(token, by: index, resolved, candidates, &strict) {
            case .success(let choice): choices = [choice]
            case .failure(let refusal):
                return denial(refusal.kind, resolved, rule: index, strict: strict.union(refusal.strict))
            }
            if mode == .compat, !parameters.startsTarget, case .unknown = choices[0].destination {
                return denial(.originalCrashes, resolved, rule: index)
            }
        } else {
            var namesMissingTemplate = false
            let offers = offers(in: candidates, namesMissingTemplate: &namesMissingTemplate)
            if namesMissingTemplate {
                guard mode == .strict else { return denial(.originalCrashes, resolved, rule: index) }
                strict.insert(.removedTemplate)
            }
            switch mode {
            case .compat: choices = offeredChoices(offers, by: index, resolved)
            case .strict: choices = directChoices(offers, resolved, candidates, &strict)
            }
        }
        if !parameters.startsTarget { choices.removeAll { !runs($0.destination) } }
        guard !choices.isEmpty else { return denial(.noAskTargets, resolved, rule: index, strict: strict) }
        var decision = Decision(
            outcome: .ask, rule: index, source: resolved.caller.index, intended: resolved.intended,
            notify: parameters.notifies(.ask), autostart: parameters.startsTarget, user: parameters.user)
        decision.choices = choices
        if let token = parameters.defaultTarget {
            decision.defaultChoice = defaultChoice(token, among: choices, resolved, &strict)
        }
        decision.strict = strict
        return decision
    }

    /// Everything that is offered but the caller itself and internal VMs (compat).
    private func offeredChoices(_ offers: [Offer], by index: Int, _ resolved: ResolvedRequest) -> [Choice] {
        var choices = ChoiceList(world, capacity: offers.count)
        for offer in offers {
            guard let destination = resolvedOffer(offer.destination, resolved.caller) else { continue }
            choices.add(Choice(destination: destination, rule: index))
        }
        return choices.choices
    }

    /// What an offer means for a caller; nil when it is left out.
    private func resolvedOffer(_ destination: Destination, _ caller: Caller) -> Destination? {
        let resolved =
            switch destination {
            case .disposable: defaultDisposable(of: caller)
            case .adminVM: Destination.domain(world.adminIndex)
            default: destination
            }
        switch resolved {
        case .domain(let number, _)?:
            return number == caller.index || world.domains[number].isInternal ? nil : resolved
        case .disposableOf(let number, _)?: return world.domains[number].isInternal ? nil : resolved
        default: return resolved
        }
    }

    /// What is offered and a direct call is not denied, and what a rule's `target=` sends calls to (strict).
    private func directChoices(
        _ offers: [Offer], _ resolved: ResolvedRequest, _ candidates: Candidates, _ strict: inout StrictRule
    ) -> [Choice] {
        let direct = directMatches(in: candidates)
        var choices = ChoiceList(world, capacity: offers.count)
        for offer in offers {
            guard let destination = resolvedOffer(offer.destination, resolved.caller) else { continue }
            let isDisposable = offer.destination == .disposable
            if isDisposable, !isTemplate(destination) {
                strict.insert(.defaultMustBeTemplate)
                continue
            }
            // @adminvm has become dom0; @dispvm is asked for as such. A denial of its template that came before would
            // have matched @dispvm as well; one that comes after is for those who name the template.
            let own = direct.rule(for: isDisposable ? .disposable : destination)
            if let own, letsThrough(own) {
                let named = isDisposable ? direct.rule(for: destination) : own
                if let named, letsThrough(named) {
                    choices.add(Choice(destination: destination, rule: named))
                    continue
                }
                if reaches(destination, by: own, resolved.caller) {
                    choices.add(Choice(destination: destination, rule: own, isRedirect: true))
                    continue
                }
            }
            if hasRedirect(offer.rule), reaches(destination, by: offer.rule, resolved.caller),
                direct.decides(offer.rule)
            {
                choices.add(Choice(destination: destination, rule: offer.rule, isRedirect: true))
            } else {
                strict.insert(.offersWhatIsLetThrough)
            }
        }
        return choices.choices
    }

    private func letsThrough(_ rule: Int?) -> Bool { rule.map { rules.rules[$0].action != .deny } ?? false }

    private func hasRedirect(_ rule: Int) -> Bool {
        let parameters = Int(rules.rules[rule].parameters)
        return parameters != 0 && rules.parameterSets[parameters].target != nil
    }

    /// Whether a call that a rule decides may end at a destination: the rule sends it nowhere else, and it can be
    /// carried there (strict).
    private func reaches(_ destination: Destination, by index: Int, _ caller: Caller) -> Bool {
        let rule = rules.rules[index]
        if rule.action == .deny { return false }
        if case .domain(let number, _) = destination, number == caller.index || missingLink(to: number) != nil {
            return false
        }
        if rule.parameters == 0 { return true }
        if !rules.parameters(of: rule).startsTarget, !runs(destination) { return false }
        return !leadsElsewhere(index, than: destination, caller)
    }

    /// Whether a rule's `target=` sends calls to another end than this one (strict).
    func leadsElsewhere(_ index: Int, than destination: Destination, _ caller: Caller) -> Bool {
        rules.parameters(of: rules.rules[index]).target.map { meaning(of: $0, caller) != destination } ?? false
    }

    /// What a word of `target=` or `default_target=` means to a caller; strict mode forgets how it was spelt.
    private func meaning(of token: Token, _ caller: Caller) -> Destination? {
        let keepsSpelling = mode == .compat
        switch token {
        case .adminVM, .name(.dom0), .uuid(.dom0UUID): return .domain(world.adminIndex)
        case .name(let name): return domain(named: name).map { .domain($0) } ?? .unknown(token)
        case .uuid(let uuid):
            return domain(uuid: uuid).map { .domain($0, byUUID: keepsSpelling) } ?? .unknown(token)
        case .disposable: return defaultDisposable(of: caller)
        case .disposableOf(let name): return domain(named: name).map { .disposableOf($0) } ?? .unknown(token)
        case .disposableOfUUID(let uuid):
            return domain(uuid: uuid).map { .disposableOf($0, byUUID: keepsSpelling) } ?? .unknown(token)
        case .everything, .anyVM, .unspecified, .disposableOfTag, .tag, .type: return .unknown(token)
        }
    }

    /// The only choice of an ask rule with `target=`.
    private func redirectChoice(
        _ token: Token, by index: Int, _ resolved: ResolvedRequest, _ candidates: Candidates,
        _ strict: inout StrictRule
    ) -> Result<Choice, RequestDenial> {
        guard mode == .strict else {
            let destination = token == .disposable ? .disposable : meaning(of: token, resolved.caller)
            return .success(Choice(destination: destination ?? .unknown(token), rule: index))
        }
        if isUUID(token) { strict.insert(.showsNames) }
        if token == .disposable { strict.insert(.resolvesDisposable) }
        guard let destination = meaning(of: token, resolved.caller) else {
            return .failure(RequestDenial(kind: .noDisposable))
        }
        switch destination {
        case .unknown: return .failure(RequestDenial(kind: .unknownTarget, strict: .existingTargetsOnly))
        case .disposableOf, .disposableOfMissingDefault:
            guard isTemplate(destination) else {
                return .failure(
                    RequestDenial(
                        kind: .notDisposableTemplate,
                        strict: token == .disposable ? .defaultMustBeTemplate : .existingTargetsOnly))
            }
        case .domain(let number, _):
            if number == resolved.caller.index {
                return .failure(RequestDenial(kind: .loopback, strict: .loopbackByIdentity))
            }
        default: break
        }
        let direct = firstMatch(of: destination, in: candidates)
        let isReached = direct.map { reaches(destination, by: $0, resolved.caller) } ?? false
        if !isReached, letsThrough(direct) { strict.insert(.offersWhatIsLetThrough) }
        return .success(Choice(destination: destination, rule: index, isRedirect: !isReached))
    }

    private func isUUID(_ token: Token) -> Bool {
        switch token {
        case .uuid(.dom0UUID): false
        case .uuid, .disposableOfUUID: true
        default: false
        }
    }

    /// Which choice a `default_target=` means; nil when it is not offered.
    private func defaultChoice(
        _ token: Token, among choices: [Choice], _ resolved: ResolvedRequest, _ strict: inout StrictRule
    ) -> Int? {
        if mode == .strict, isUUID(token) { strict.insert(.showsNames) }
        return meaning(of: token, resolved.caller)
            .flatMap { proposed in choices.firstIndex { $0.destination == proposed } }
    }
}
