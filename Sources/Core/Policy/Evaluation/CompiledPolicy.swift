/// A policy made ready for one world: each decision costs about the same, whatever the number of rules.
///
/// Every word of the rules is a row of bits over all that can be called and a row over all that can call; a call is
/// decided by the first rule whose two bits are set, looked up in the lists of its service.
package struct CompiledPolicy: Sendable {
    /// The rules.
    package let rules: RuleSet
    /// The VMs that they are held against.
    package private(set) var world: World
    /// Which language is followed.
    package let mode: PolicyMode

    let lists: RuleLists
    private(set) var slots: SlotMap
    private(set) var masks: TokenMasks
    private(set) var longLists: LongLists

    package init(rules: RuleSet, world: World, mode: PolicyMode = .strict) {
        self.rules = rules
        self.world = world
        self.mode = mode
        lists = RuleLists(rules)
        slots = SlotMap(world)
        masks = TokenMasks(lists.tokens, rules.vocabulary, world, slots, mode: mode)
        longLists = LongLists(lists, masks, slots)
    }

    /// Decides one call.
    package func decide(_ request: PolicyRequest) -> Decision {
        let decision = decision(of: request)
        guard mode == .compat, decision.source == nil, decision.denial == .noMatch else { return decision }
        // A caller that does not exist has no bits, and yet some words of the language match it.
        return PolicyInterpreter(rules: rules, world: world, mode: mode).decide(request)
    }

    /// Decides the call again for a target that a prompt offered and the person picked.
    ///
    /// In strict mode the parameters are those of the rule that a direct call to the target would meet; compat keeps
    /// those of the rule that asked.
    ///
    /// - Parameters:
    ///   - index: Which of the decision's choices.
    ///   - decision: What ``decide(_:)`` gave for the request.
    ///   - request: The request.
    /// - Returns: An allow, or a deny.
    package func decide(picking index: Int, of decision: Decision, for request: PolicyRequest) -> Decision {
        self.decision(picking: index, of: decision, for: request)
    }

    /// Takes the domains as they are now.
    ///
    /// When the names, UUIDs and default templates are the same, only the bits of the domains that changed are made
    /// anew; the lists of rules are kept in any case.
    package mutating func update(world new: World) {
        let old = world
        world = new
        guard isSameShape(old, new) else {
            slots = SlotMap(new)
            masks = TokenMasks(lists.tokens, rules.vocabulary, new, slots, mode: mode)
            longLists = LongLists(lists, masks, slots)
            return
        }
        for index in new.domains.indices {
            let (before, after) = (old.domains[index], new.domains[index])
            guard
                before.tags != after.tags || before.type != after.type
                    || before.isDisposableTemplate != after.isDisposableTemplate
            else { continue }
            masks.update(index, from: before, to: after, lists.tokens, rules.vocabulary, slots, mode: mode)
            longLists.update(index, lists, masks, slots)
        }
    }

    private func isSameShape(_ old: World, _ new: World) -> Bool {
        old.domains.count == new.domains.count
            && zip(old.domains, new.domains).allSatisfy {
                $0.name == $1.name && $0.uuid == $1.uuid && $0.defaultDisposable == $1.defaultDisposable
            }
    }

    /// Notes that a domain has started, stopped, or changed its state in another way; no bit depends on it.
    package mutating func setPowerState(_ state: String, of domain: Int) { world.setPowerState(state, of: domain) }

    /// What the first matching rule is for every destination that one source can name.
    ///
    /// Destinations that no rule matches are left out. Every domain, every `@dispvm:NAME` of a template, `@dispvm`
    /// (resolved to no template yet), `@default` and `@adminvm` are looked at.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - argument: Its argument with `+`.
    ///   - source: The number of the source in ``world``.
    /// - Returns: One entry for each destination with a matching rule, by no particular order.
    package func firstMatches(service: String, argument: String, source: Int) -> [FirstMatch] {
        var destinations: [Destination] = [.unspecified, .adminVM, .disposable]
        for index in world.domains.indices {
            destinations.append(.domain(index))
            if world.domains[index].isDisposableTemplate { destinations.append(.disposableOf(index)) }
        }
        let candidates = candidates(service: service, argument: argument, caller: Caller(source, in: world))
        let direct = directMatches(in: candidates)
        return destinations.compactMap { destination in
            direct.rule(for: destination).map { FirstMatch(destination: destination, rule: $0) }
        }
    }
}
