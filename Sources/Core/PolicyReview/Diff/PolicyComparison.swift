package import Policy

/// What two policies, each held against its VMs, decide differently.
package struct PolicyComparison: Sendable {
    /// The differences, the most telling first.
    package let differences: [PolicyDifference]
    /// Everything that can call and be called, in the order of the policies.
    package let space: RequestSpace

    /// Compares two policies.
    ///
    /// - Parameters:
    ///   - old: The policy that is there.
    ///   - new: The policy that is to come.
    package init(from old: CompiledPolicy, to new: CompiledPolicy) {
        let isSameWorld = old.world == new.world
        let space = RequestSpace(isSameWorld ? [new.world] : [old.world, new.world])
        let oldMap = RegionMap(old, space)
        let newMap = RegionMap(new, space)
        let traits = CellTraits(old, new, space)
        let ends = (old: RuleEnds(old, space), new: RuleEnds(new, space))
        let identities = RuleIdentities(old: old.rules, new: new.rules)
        var groups: [Group: [Call]] = [:]
        for call in Call.all(in: [oldMap.lists, newMap.lists]) {
            let comparison = CallComparison(
                call: call, old: oldMap, new: newMap, traits: traits, ends: ends, identities: identities,
                isSameWorld: isSameWorld)
            for (pair, blocks) in comparison.blocks() {
                for block in blocks { groups[Group(pair: pair, block: block), default: []].append(call) }
            }
        }
        self.space = space
        let writer = DifferenceWriter(old: old, new: new, space: space, isSameWorld: isSameWorld)
        differences = groups.compactMap { writer.difference($0.pair, $0.block, calls: $1.sorted()) }
            .sorted(by: DifferenceWriter.isBefore)
    }

    private struct Group: Hashable {
        let pair: VerdictPair
        let block: DifferenceBlock
    }
}
