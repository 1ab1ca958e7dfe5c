import Policy

/// Finds where two policies differ for one call.
struct CallComparison {
    let call: Call
    let old: RegionMap
    let new: RegionMap
    let traits: CellTraits
    let ends: (old: RuleEnds, new: RuleEnds)
    let identities: RuleIdentities
    /// Whether both policies are held against the same VMs.
    let isSameWorld: Bool

    /// The blocks of callers and targets, by what becomes of their calls.
    func blocks() -> [VerdictPair: [DifferenceBlock]] {
        let oldRules = old.rules(call)
        let newRules = new.rules(call)
        if isSameWorld, oldRules.map({ identities.lines.old[$0] }) == newRules.map({ identities.lines.new[$0] }) {
            return [:]
        }
        let space = old.space
        let sources = CellClasses(
            space.names.indices, old: old.sourceMasks(oldRules), new: new.sourceMasks(newRules), trait: traits.sources)
        let targets = CellClasses(
            space.targets.indices.lazy.filter { $0 != space.disposableIndex }, old: old.targetMasks(oldRules),
            new: new.targetMasks(newRules), trait: traits.targets)
        var found: [VerdictPair: [DifferenceBlock]] = [:]
        for source in sources.groups {
            for target in targets.groups {
                add(
                    source.members, target.members, to: &found,
                    old: source.masks.old.firstCommon(target.masks.old).map { oldRules[$0] },
                    new: source.masks.new.firstCommon(target.masks.new).map { newRules[$0] })
            }
        }
        addDisposables(sources, oldRules, newRules, to: &found)
        return found.mapValues { RectangleMerger.merged($0) }
    }

    /// Adds `@dispvm`, which means something else for each caller.
    private func addDisposables(
        _ sources: CellClasses, _ oldRules: [Int], _ newRules: [Int], to found: inout [VerdictPair: [DifferenceBlock]]
    ) {
        let oldMasks = old.disposableMasks(oldRules)
        let newMasks = new.disposableMasks(newRules)
        for group in sources.groups {
            let parts = CellClasses(group.members, old: oldMasks, new: newMasks, trait: traits.sources)
            for part in parts.groups {
                add(
                    part.members, [old.space.disposableIndex], to: &found,
                    old: group.masks.old.firstCommon(part.masks.old).map { oldRules[$0] },
                    new: group.masks.new.firstCommon(part.masks.new).map { newRules[$0] })
            }
        }
    }

    /// Adds all calls from some callers to some targets, which the same two rules decide.
    private func add(
        _ sources: [Int], _ targets: [Int], to found: inout [VerdictPair: [DifferenceBlock]], old oldRule: Int?,
        new newRule: Int?
    ) {
        if isSameWorld, isSame(oldRule, newRule) { return }
        if split(sources, targets, to: &found, old: oldRule, new: newRule) { return }
        let loops = common(sources, targets)
        // The one call of the block that stands for all that are no loops.
        guard let cell = firstPlainCell(sources, targets) else {
            for source in loops { addLoop(source, .only, oldRule, newRule, to: &found) }
            return
        }
        let (pair, isNarrowAsk) = pair(cell.source, cell.target, oldRule, newRule)
        if sources.count > 1, isNarrowAsk || offersOneAnother(sources, cell.target, oldRule, newRule, pair) {
            for source in sources { add([source], targets, to: &found, old: oldRule, new: newRule) }
            return
        }
        let hasSameLoops = loops.allSatisfy { self.pair($0, $0, oldRule, newRule).pair == pair }
        if pair.old != pair.new {
            found[pair, default: []].append(
                DifferenceBlock(
                    sources: row(sources, old.space.names.count), targets: row(targets, old.space.targets.count),
                    loops: hasSameLoops ? .included : .excluded))
        }
        if !hasSameLoops { for source in loops { addLoop(source, .implied, oldRule, newRule, to: &found) } }
    }

    /// Adds a block in parts where one of the targets is where a rule sends all calls, or one of the callers what a rule
    /// proposes: the one goes where it was sent, and nobody is proposed to itself.
    private func split(
        _ sources: [Int], _ targets: [Int], to found: inout [VerdictPair: [DifferenceBlock]], old oldRule: Int?,
        new newRule: Int?
    ) -> Bool {
        if targets.count > 1 {
            let redirects = ends.old.redirects(oldRule) + ends.new.redirects(newRule)
            let parts = redirects.isEmpty ? [:] : Dictionary(grouping: targets) { redirects.contains($0) ? $0 : -1 }
            if parts.count > 1 {
                for (_, part) in parts.sorted(by: { $0.key < $1.key }) {
                    add(sources, part, to: &found, old: oldRule, new: newRule)
                }
                return true
            }
        }
        if sources.count > 1 {
            let proposals = [ends.old.proposal(oldRule), ends.new.proposal(newRule)]
            let parts =
                proposals == [nil, nil] ? [:] : Dictionary(grouping: sources) { proposals.contains($0) ? $0 : -1 }
            if parts.count > 1 {
                for (_, part) in parts.sorted(by: { $0.key < $1.key }) {
                    add(part, targets, to: &found, old: oldRule, new: newRule)
                }
                return true
            }
        }
        return false
    }

    /// Whether the two rules decide every call of one block alike, whatever the other rules are.
    private func isSame(_ oldRule: Int?, _ newRule: Int?) -> Bool {
        guard let oldRule, let newRule else { return oldRule == nil && newRule == nil }
        // What a prompt has to offer depends on other rules as well.
        return identities.effects.old[oldRule] == identities.effects.new[newRule]
            && old.policy.rules.rules[oldRule].action != .ask
    }

    private func addLoop(
        _ source: Int, _ part: LoopPart, _ oldRule: Int?, _ newRule: Int?,
        to found: inout [VerdictPair: [DifferenceBlock]]
    ) {
        let pair = pair(source, source, oldRule, newRule).pair
        if pair.old == pair.new { return }
        found[pair, default: []].append(
            DifferenceBlock(
                sources: row([source], old.space.names.count), targets: row([source], old.space.targets.count),
                loops: part == .implied && pair.new.outcome == .allow ? .only : part))
    }

    private func firstPlainCell(_ sources: [Int], _ targets: [Int]) -> (source: Int, target: Int)? {
        for source in sources.prefix(2) {
            for target in targets.prefix(2) where !isLoop(source, target) { return (source, target) }
        }
        return nil
    }

    /// Asks both policies.
    ///
    /// A prompt with at most one choice is told apart: whether it is there may depend on who calls, for nobody is
    /// offered to itself.
    private func pair(
        _ source: Int, _ target: Int, _ oldRule: Int?, _ newRule: Int?
    ) -> (pair: VerdictPair, isNarrowAsk: Bool) {
        let request = PolicyRequest(
            service: call.service, argument: call.argument, source: old.space.names[source],
            target: old.space.text(target))
        let before = old.policy.decide(request)
        let after = new.policy.decide(request)
        let verdicts = CallVerdicts(request, old: old.policy, before, new: new.policy, after)
        let pair = VerdictPair(
            oldRule: oldRule ?? -1, newRule: newRule ?? -1, old: verdicts.old, new: verdicts.new)
        return (pair, [before, after].contains { Self.isNarrow($0) })
    }

    /// Whether one of the callers is among what prompts of the others offer: nobody is offered to itself.
    private func offersOneAnother(
        _ sources: [Int], _ target: Int, _ oldRule: Int?, _ newRule: Int?, _ first: VerdictPair
    ) -> Bool {
        guard old.policy.mode == .compat, sources.count > 1,
            [first.old, first.new].contains(where: { $0.outcome == .ask })
        else { return false }
        // What is offered to the first or to another caller, which tells of the first.
        guard let other = sources.dropFirst().first(where: { !isLoop($0, target) }) else { return true }
        let second = pair(other, target, oldRule, newRule).pair
        let offered = Set(first.old.offers + first.new.offers + second.old.offers + second.new.offers)
        return !offered.isEmpty && sources.contains { offered.contains(old.space.names[$0]) }
    }

    private static func isNarrow(_ decision: Decision) -> Bool {
        (decision.outcome == .ask && decision.choices.count < 2) || decision.denial == .noAskTargets
    }

    /// Whether a VM calls itself: VMs come first among the targets, in the order of the callers.
    private func isLoop(_ source: Int, _ target: Int) -> Bool { source == target }

    /// The callers that are among the targets; both lists ascend.
    private func common(_ sources: [Int], _ targets: [Int]) -> [Int] {
        var result: [Int] = []
        var place = 0
        for source in sources {
            while place < targets.count, targets[place] < source { place += 1 }
            if place < targets.count, targets[place] == source { result.append(source) }
        }
        return result
    }

    private func row(_ members: [Int], _ count: Int) -> BitRow {
        var row = BitRow(count: count)
        for member in members { row[member] = true }
        return row
    }
}
