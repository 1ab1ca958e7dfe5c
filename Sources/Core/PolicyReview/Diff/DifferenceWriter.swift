import Policy

/// Says a difference in words, and looks for a call that shows it.
struct DifferenceWriter {
    let old: CompiledPolicy
    let new: CompiledPolicy
    let space: RequestSpace
    let isSameWorld: Bool

    /// How many calls of a block are tried as witness: the first is right unless there is a mistake in this code.
    private static let maximumTries = 16

    /// The difference, or nil when no call shows it.
    func difference(_ pair: VerdictPair, _ block: DifferenceBlock, calls: [Call]) -> PolicyDifference? {
        guard let call = calls.first, let witness = witness(pair, block, call) else { return nil }
        var targets = block.targets.members
        // One VM, two spellings.
        let admin = space.names.firstIndex(of: World.adminName)
        if let admin, targets.contains(admin) { targets.removeAll { space.targets[$0] == .adminVM } }
        var difference = PolicyDifference(
            kind: DifferenceKind(old: pair.old, new: pair.new), calls: calls,
            sources: block.sources.members.map { space.names[$0] }, targets: targets.map { space.text($0) },
            loops: block.loops, old: side(pair.oldRule, pair.old, old), new: side(pair.newRule, pair.new, new),
            witness: witness)
        if !isSameWorld { difference.reasons = WorldReasons(old: old, new: new).reasons(for: witness) }
        return difference
    }

    private func side(_ rule: Int, _ verdict: Verdict, _ policy: CompiledPolicy) -> PolicyDifference.Side {
        guard rule >= 0 else { return .init(rule: nil, place: nil, ruleText: nil, verdict: verdict) }
        return .init(
            rule: rule, place: policy.rules.place(of: rule), ruleText: policy.rules.line(rule), verdict: verdict)
    }

    /// The first call of the block, by the order of names, that both policies really decide so.
    private func witness(_ pair: VerdictPair, _ block: DifferenceBlock, _ call: Call) -> PolicyRequest? {
        var tries = 0
        for source in block.sources.members {
            for target in block.targets.members {
                let isLoop = source == target
                switch block.loops {
                case .included: break
                case .excluded: if isLoop { continue }
                case .only, .implied: if !isLoop { continue }
                }
                let request = PolicyRequest(
                    service: call.service, argument: call.argument, source: space.names[source],
                    target: space.text(target))
                let verdicts = CallVerdicts(request, old: old, new: new)
                if verdicts.old == pair.old, verdicts.new == pair.new { return request }
                tries += 1
                if tries == Self.maximumTries { return nil }
            }
        }
        return nil
    }

    /// The order in which differences are told.
    static func isBefore(_ left: PolicyDifference, _ right: PolicyDifference) -> Bool {
        if left.kind != right.kind { return left.kind < right.kind }
        if left.calls != right.calls { return left.calls.lexicographicallyPrecedes(right.calls) }
        if left.sources != right.sources { return left.sources.lexicographicallyPrecedes(right.sources) }
        if left.targets != right.targets { return left.targets.lexicographicallyPrecedes(right.targets) }
        if left.loops != right.loops { return left.loops.rawValue < right.loops.rawValue }
        return (left.old.rule ?? -1, left.new.rule ?? -1) < (right.old.rule ?? -1, right.new.rule ?? -1)
    }
}
