extension CompiledPolicy: RuleMatcher {
    /// Where the rules for one call are.
    struct Candidates {
        /// The lists of the service and argument, of the service, and of any service; -1 when there is none.
        var lists: (Int, Int, Int)
        /// Who calls.
        var caller: Caller
        /// Its number, or -1 when it is no domain.
        var source: Int
    }

    func candidates(service: String, argument: String, caller: Caller) -> Candidates {
        let found = lists.lists(service: service, argument: argument, rules.vocabulary)
        return Candidates(
            lists: (found.argument ?? -1, found.service ?? -1, RuleLists.anyService), caller: caller,
            source: caller.index ?? -1)
    }

    func firstMatch(of destination: Destination, in candidates: Candidates) -> Int? {
        guard candidates.source >= 0,
            let slot = slots.slot(of: destination, source: candidates.source, in: world)
        else { return nil }
        return firstRule(candidates, slot)
    }

    func firstTrap(in candidates: Candidates) -> Int? {
        candidates.source < 0 ? nil : firstRule(candidates, slots.trap)
    }

    private func firstRule(_ candidates: Candidates, _ slot: Int) -> Int? {
        var best = UInt32.max
        if candidates.lists.0 >= 0 { narrow(&best, candidates.lists.0, candidates.source, slot) }
        if candidates.lists.1 >= 0 { narrow(&best, candidates.lists.1, candidates.source, slot) }
        narrow(&best, candidates.lists.2, candidates.source, slot)
        return best == .max ? nil : Int(best)
    }

    /// Looks for a rule of one list that comes before the best one so far.
    private func narrow(_ best: inout UInt32, _ list: Int, _ source: Int, _ slot: Int) {
        let range = lists.range(of: list)
        if longLists.contains(list) {
            if let place = longLists.first(in: list, source: source, slot: slot) {
                best = min(best, lists.entries[range.lowerBound + place].rule)
            }
            return
        }
        for place in range {
            let entry = lists.entries[place]
            if entry.rule >= best { return }
            let sources = masks.sources[Int(entry.source) * masks.sourceWordCount + source >> 6]
            let targets = masks.targets[Int(entry.target) * masks.wordCount + slot >> 6]
            if (sources >> UInt64(source & 63)) & (targets >> UInt64(slot & 63)) & 1 == 1 {
                best = entry.rule
                return
            }
        }
    }

    /// A rule for each place of the ``SlotMap``.
    struct DirectMatches: DirectRules {
        let slots: SlotMap
        /// The place of `@dispvm` for the caller.
        let disposable: Int
        let rules: [UInt32]

        func rule(for destination: Destination) -> Int? {
            let slot: Int
            switch destination {
            case .domain(let number, _): slot = number
            case .disposableOf(let number, _): slot = slots.disposable(of: number)
            case .disposable: slot = disposable
            case .adminVM: slot = slots.adminVM
            case .unspecified: slot = slots.unspecified
            case .disposableOfMissingDefault, .unknown: return nil
            }
            return rules[slot] == .max ? nil : Int(rules[slot])
        }

        func decides(_ rule: Int) -> Bool { rules.contains(UInt32(rule)) }
    }

    func directMatches(in candidates: Candidates) -> DirectMatches {
        let source = candidates.source
        guard source >= 0, let disposable = slots.slot(of: .disposable, source: source, in: world) else {
            return DirectMatches(slots: slots, disposable: 0, rules: Array(repeating: .max, count: slots.count))
        }
        var wanted = masks.offered
        for slot in [disposable, slots.unspecified] { wanted[slot >> 6] |= 1 << UInt64(slot & 63) }
        return DirectMatches(
            slots: slots, disposable: disposable, rules: firstRules(in: candidates, wanted, .targets))
    }

    func offers(in candidates: Candidates, namesMissingTemplate: inout Bool) -> [Offer] {
        guard candidates.source >= 0 else { return [] }
        // Qubes reads the rules from the last to the first and lets each overrule what is there; so the first rule that
        // speaks of a target has the last word.
        let first = firstRules(in: candidates, masks.offered, .offers)
        namesMissingTemplate = first[slots.missingTemplate] != .max
        return sorted(first)
    }

    /// The first rule of each wanted place, or the largest number.
    private func firstRules(in candidates: Candidates, _ wanted: [UInt64], _ side: MaskSide) -> [UInt32] {
        var result = [UInt32](repeating: .max, count: slots.count)
        for list in [candidates.lists.0, candidates.lists.1, candidates.lists.2] where list >= 0 {
            if longLists.contains(list) {
                longLists.narrow(&result, list, lists, source: candidates.source, wanted, side)
            } else {
                narrow(&result, list, candidates.source, wanted, side)
            }
        }
        return result
    }

    /// Takes the first rule of each wanted place in one short list, where it comes before the best one so far.
    private func narrow(
        _ best: inout [UInt32], _ list: Int, _ source: Int, _ wanted: [UInt64], _ side: MaskSide
    ) {
        let range = lists.range(of: list)
        let rows = side == .targets ? masks.targets.span : masks.offers.span
        let (entries, sources) = (lists.entries.span, masks.sources.span)
        let (wordCount, sourceWordCount) = (masks.wordCount, masks.sourceWordCount)
        var best = best.mutableSpan
        for index in 0..<wordCount {
            var open = wanted[index]
            for place in range {
                if open == 0 { break }
                let entry = entries[place]
                let row = sources[Int(entry.source) &* sourceWordCount &+ source >> 6]
                if row >> UInt64(source & 63) & 1 == 0 { continue }
                var bits = rows[Int(side == .targets ? entry.target : entry.offer) &* wordCount &+ index] & open
                open &= ~bits
                while bits != 0 {
                    let slot = index &* 64 &+ bits.trailingZeroBitCount
                    if entry.rule < best[slot] { best[slot] = entry.rule }
                    bits &= bits &- 1
                }
            }
        }
    }

    /// The offers in the order of their texts, without those that a denial takes away.
    private func sorted(_ first: [UInt32]) -> [Offer] {
        let count = slots.domainCount
        var result: [Offer] = []
        result.reserveCapacity(count + 8)
        func add(_ slot: Int, _ destination: Destination) {
            guard first[slot] != .max, rules.rules[Int(first[slot])].action != .deny else { return }
            result.append(Offer(destination: destination, rule: Int(first[slot])))
        }
        for index in 0..<world.countBeforeKeywords { add(index, .domain(index)) }
        add(slots.adminVM, .adminVM)
        add(slots.disposable, .disposable)
        for index in 0..<count { add(slots.disposable(of: index), .disposableOf(index)) }
        for index in world.countBeforeKeywords..<count { add(index, .domain(index)) }
        return result
    }

    func domain(named name: Symbol) -> Int? {
        let number = masks.domainsByName[Int(name.index)]
        return number < 0 ? nil : Int(number)
    }

    func domain(uuid: Symbol) -> Int? {
        let number = masks.domainsByUUID[Int(uuid.index)]
        return number < 0 ? nil : Int(number)
    }
}
