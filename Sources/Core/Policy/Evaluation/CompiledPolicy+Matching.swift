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

    func firstMatches(of destinations: [Destination], in candidates: Candidates) -> [Int?] {
        guard candidates.source >= 0 else { return destinations.map { _ in nil } }
        let places = destinations.map { slots.slot(of: $0, source: candidates.source, in: world) ?? -1 }
        var wanted = [UInt64](repeating: 0, count: masks.wordCount)
        for place in places where place >= 0 { wanted[place >> 6] |= 1 << UInt64(place & 63) }
        var found = [Int32](repeating: -1, count: slots.count)
        var cursor = CandidateCursor(self, candidates)
        var isOpen = true
        while isOpen, let entry = cursor.next(self) {
            let start = Int(entry.target) * masks.wordCount
            isOpen = false
            for index in 0..<masks.wordCount {
                var bits = masks.targets[start + index] & wanted[index]
                wanted[index] &= ~bits
                isOpen = isOpen || wanted[index] != 0
                while bits != 0 {
                    found[index * 64 + bits.trailingZeroBitCount] = Int32(entry.rule)
                    bits &= bits - 1
                }
            }
        }
        return places.map { $0 < 0 || found[$0] < 0 ? nil : Int(found[$0]) }
    }

    func offers(in candidates: Candidates, namesMissingTemplate: inout Bool) -> [Offer] {
        guard candidates.source >= 0 else { return [] }
        // Qubes reads the rules from the last to the first and lets each overrule what is there; so the first rule that
        // speaks of a target has the last word, and reading forwards no target is looked at twice.
        var open = [UInt64](repeating: ~0, count: masks.wordCount)
        var offered = [UInt64](repeating: 0, count: masks.wordCount)
        var ruleOfSlot = [Int32](repeating: -1, count: slots.count)
        let missing = slots.missingTemplate
        var cursor = CandidateCursor(self, candidates)
        while let entry = cursor.next(self) {
            let start = Int(entry.offer) * masks.wordCount
            let isDenied = rules.rules[Int(entry.rule)].action == .deny
            for index in 0..<masks.wordCount {
                var bits = masks.offers[start + index] & open[index]
                if bits == 0 { continue }
                open[index] &= ~bits
                if missing >> 6 == index, bits >> UInt64(missing & 63) & 1 == 1 {
                    namesMissingTemplate = true
                    bits &= ~(1 << UInt64(missing & 63))
                }
                if isDenied { continue }
                offered[index] |= bits
                while bits != 0 {
                    ruleOfSlot[index * 64 + bits.trailingZeroBitCount] = Int32(entry.rule)
                    bits &= bits - 1
                }
            }
        }
        return sorted(offered, ruleOfSlot)
    }

    /// The offers in the order of their texts.
    private func sorted(_ offered: [UInt64], _ ruleOfSlot: [Int32]) -> [Offer] {
        let count = slots.domainCount
        var result: [Offer] = []
        result.reserveCapacity(offered.reduce(0) { $0 + $1.nonzeroBitCount })
        func add(_ slot: Int, _ destination: Destination) {
            if ruleOfSlot[slot] >= 0 { result.append(Offer(destination: destination, rule: Int(ruleOfSlot[slot]))) }
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
