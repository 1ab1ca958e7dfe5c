package import Policy

/// Who reaches whom over several calls by a new policy and did not by the old one.
package struct ReachComparison: Sendable {
    /// The differences, those that need no person first.
    package let differences: [ReachDifference]

    /// Compares two policies.
    ///
    /// Pairs that can call each other directly are left out: the policies' own difference tells of them. dom0 ends a
    /// way, it is trusted not to pass on what it gets.
    ///
    /// - Parameters:
    ///   - old: The policy that is there.
    ///   - new: The policy that is to come.
    package init(from old: CompiledPolicy, to new: CompiledPolicy) {
        let isSameWorld = old.world == new.world
        let space = RequestSpace(isSameWorld ? [new.world] : [old.world, new.world])
        let maps = (old: RegionMap(old, space), new: RegionMap(new, space))
        let facts = (old: CallGraphFacts(old.world, space), new: CallGraphFacts(new.world, space))
        let calls = Call.all(in: [maps.old.lists, maps.new.lists])
        var graphs = (old: CallGraph(space), new: CallGraph(space))
        for call in calls {
            graphs.old.add(call, maps.old, facts.old)
            graphs.new.add(call, maps.new, facts.new)
        }
        let witnesses = StepFinder(calls: calls, old: old, new: new, space: space, oldGraph: graphs.old)
        var known = Set<[Int]>()
        var differences: [ReachDifference] = []
        for level in ReachLevel.allCases {
            let search = ReachSearch(space: space, old: graphs.old.rows(level), new: graphs.new.rows(level))
            for group in search.groups(without: &known) {
                let steps = group.path.indices.dropLast().compactMap { place in
                    witnesses.step(from: group.path[place], to: group.path[place + 1], level: level)
                }
                // A way that the policy does not confirm step by step is not told.
                guard steps.count == group.path.count - 1 else { continue }
                differences.append(
                    ReachDifference(
                        level: level, through: group.through.map { space.names[$0] },
                        sources: group.sources.map { space.names[$0] }, targets: group.targets.map { space.names[$0] },
                        pairCount: group.pairCount, path: steps))
            }
        }
        self.differences = differences
    }
}
