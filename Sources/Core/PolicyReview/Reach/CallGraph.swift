import Policy

/// Which VMs can call which, by any service: one row of bits for each caller.
///
/// Disposables that are yet to be made are left out: what they may do is what their template's rules say, and the flow
/// graph follows that.
struct CallGraph {
    /// For each caller, whom it can call without a person.
    var allowed: [BitRow]
    /// For each caller, whom it can call if a person agrees, or without.
    var asked: [BitRow]

    init(_ space: RequestSpace) {
        allowed = [BitRow](repeating: BitRow(count: space.names.count), count: space.names.count)
        asked = allowed
    }

    /// The rows of one level.
    func rows(_ level: ReachLevel) -> [BitRow] { level == .allowed ? allowed : asked }

    /// Adds all calls of one kind.
    ///
    /// - Parameters:
    ///   - call: The kind of call.
    ///   - map: The policy.
    ///   - facts: What is known of its VMs.
    mutating func add(_ call: Call, _ map: RegionMap, _ facts: CallGraphFacts) {
        let numbers = map.rules(call)
        if numbers.isEmpty { return }
        let space = map.space
        let none = [Int](repeating: 0, count: max(space.names.count, space.targets.count))
        let sourceMasks = map.sourceMasks(numbers)
        let targetMasks = map.targetMasks(numbers)
        let sources = CellClasses(space.names.indices, old: sourceMasks, new: sourceMasks, trait: none)
        let targets = CellClasses(
            space.targets.indices.lazy.filter { $0 != space.disposableIndex }, old: targetMasks, new: targetMasks,
            trait: none)
        let offersMore = offersMore(numbers, map)
        for source in sources.groups {
            // The rules that raise a prompt for these callers, each with a target that does.
            var prompts: [Int: Int] = [:]
            for target in targets.groups {
                guard let place = source.masks.old.firstCommon(target.masks.old) else { continue }
                add(numbers[place], from: source.members, to: target.members, map, facts)
                prompts[numbers[place]] = target.members.first
            }
            guard offersMore else { continue }
            for (number, target) in prompts where map.policy.rules.rules[number].action == .ask {
                for member in source.members { addChoices(call, from: member, to: target, map, facts) }
            }
        }
        addDisposables(numbers, sources, map, facts)
    }

    /// Whether a prompt may offer what no direct call reaches: what a rule that is not asked redirects to, and in
    /// compat what its traps let through.
    private func offersMore(_ numbers: [Int], _ map: RegionMap) -> Bool {
        map.policy.mode == .compat
            || numbers.contains { number in
                let rule = map.policy.rules.rules[number]
                return rule.action != .deny && map.policy.rules.parameters(of: rule).target != nil
            }
    }

    private mutating func addChoices(
        _ call: Call, from source: Int, to target: Int, _ map: RegionMap, _ facts: CallGraphFacts
    ) {
        let world = map.policy.world
        let request = PolicyRequest(
            service: call.service, argument: call.argument, source: map.space.names[source],
            target: map.space.text(target))
        let decision = map.policy.decide(request)
        for (place, choice) in decision.choices.enumerated() {
            guard case .domain(let number, _) = choice.destination,
                let index = facts.number(of: world.domains[number].name), index != source, facts.reachable[index],
                map.policy.grants(place, of: decision, to: request)
            else { continue }
            asked[source][index] = true
        }
    }

    /// A call to `@dispvm` leads to a VM only where a rule sends it to one.
    private mutating func addDisposables(
        _ numbers: [Int], _ sources: CellClasses, _ map: RegionMap, _ facts: CallGraphFacts
    ) {
        let redirects = numbers.contains { map.policy.rules.parameters(of: map.policy.rules.rules[$0]).target != nil }
        if !redirects { return }
        let masks = map.disposableMasks(numbers)
        for group in sources.groups {
            for source in group.members {
                guard let place = group.masks.old.firstCommon(masks[source]) else { continue }
                add(numbers[place], from: [source], to: [map.space.disposableIndex], map, facts)
            }
        }
    }

    private mutating func add(
        _ number: Int, from sources: [Int], to targets: [Int], _ map: RegionMap, _ facts: CallGraphFacts
    ) {
        let rules = map.policy.rules
        let rule = rules.rules[number]
        if rule.action == .deny { return }
        let parameters = rules.parameters(of: rule)
        var row = BitRow(count: map.space.names.count)
        if let token = parameters.target {
            guard let target = facts.redirect(token, rules) else { return }
            row[target] = true
        } else {
            for target in targets {
                switch map.space.targets[target] {
                case .domain(let index): row[index] = true
                case .adminVM: if let admin = facts.admin { row[admin] = true }
                case .unspecified, .disposable, .disposableOf: break
                }
            }
            if rule.action == .ask { row.formIntersection(facts.offered) }
        }
        row.formIntersection(facts.reachable)
        if !parameters.startsTarget { row.formIntersection(facts.running) }
        if row.isEmpty { return }
        for source in sources where facts.callers[source] {
            var own = row
            own[source] = false
            if rule.action == .allow { allowed[source].formUnion(own) }
            asked[source].formUnion(own)
        }
    }
}
