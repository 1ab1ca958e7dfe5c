import Policy
import PolicyReview
import Testing

/// Differences are held against asking both policies every question there is.
struct PolicyComparisonTests {
    private struct Cell: Hashable {
        let service: String
        let argument: String
        let source: String
        let target: String
    }

    private func request(_ cell: Cell) -> PolicyRequest {
        PolicyRequest(service: cell.service, argument: cell.argument, source: cell.source, target: cell.target)
    }

    /// The calls that differ, by asking.
    private func expected(_ old: CompiledPolicy, _ new: CompiledPolicy) -> Set<Cell> {
        let space = RequestSpace([old.world, new.world])
        var cells: Set<Cell> = []
        for service in RandomPolicy.services + ["any.Service"] {
            for argument in RandomPolicy.arguments + ["+other"] {
                for source in space.names {
                    for target in space.targets.indices.map({ space.text($0) }) {
                        let cell = Cell(service: service, argument: argument, source: source, target: target)
                        let request = request(cell)
                        let before = Verdict(old.decide(request), of: request, by: old)
                        let after = Verdict(new.decide(request), of: request, by: new)
                        if before != after { cells.insert(cell) }
                    }
                }
            }
        }
        return cells
    }

    /// The calls that a comparison says differ.
    private func found(_ differences: [PolicyDifference]) -> Set<Cell> {
        var cells: Set<Cell> = []
        for difference in differences {
            for call in difference.calls {
                for service in RandomPolicy.services + ["any.Service"]
                where call.isAnyService ? service == call.service : service == call.service {
                    let named = RandomPolicy.arguments + ["+other"]
                    for argument in named where argument == call.argument || call.isAnyArgument {
                        for source in difference.sources {
                            for target in difference.targets {
                                let isLoop = source == target
                                switch difference.loops {
                                case .included: break
                                case .excluded: if isLoop { continue }
                                case .only, .implied: if !isLoop { continue }
                                }
                                cells.insert(
                                    Cell(service: service, argument: argument, source: source, target: target))
                            }
                        }
                    }
                }
            }
        }
        return cells
    }

    private func check(_ old: CompiledPolicy, _ new: CompiledPolicy, seed: UInt64) {
        let comparison = PolicyComparison(from: old, to: new)
        let expected = expected(old, new)
        let found = found(comparison.differences)
        // A named argument has its own kind of call, so the one for all others is not among the named ones.
        let named = Set(old.rules.rules + new.rules.rules).isEmpty
        #expect(!named)
        for cell in expected {
            // `@adminvm` is left out beside dom0.
            if cell.target == "@adminvm",
                found.contains(
                    Cell(service: cell.service, argument: cell.argument, source: cell.source, target: "dom0"))
            {
                continue
            }
            #expect(found.contains(cell), "seed \(seed): missed \(cell)")
        }
        for difference in comparison.differences {
            let before = Verdict(old.decide(difference.witness), of: difference.witness, by: old)
            let after = Verdict(new.decide(difference.witness), of: difference.witness, by: new)
            #expect(before == difference.old.verdict && after == difference.new.verdict && before != after)
        }
    }

    @Test(arguments: [PolicyMode.strict, .compat])
    func `every call that differs is found, and each witness differs`(mode: PolicyMode) {
        for seed in UInt64(1)...150 {
            var random = RandomPolicy(seed: seed)
            let world = random.world()
            let rules = random.rules(4 + random.below(12))
            let other = random.chance(30) ? random.rules(4 + random.below(12)) : random.changed(rules)
            if other.rules.isEmpty { continue }
            check(
                CompiledPolicy(rules: rules, world: world, mode: mode),
                CompiledPolicy(rules: other, world: world, mode: mode), seed: seed)
        }
    }

    @Test(arguments: [PolicyMode.strict, .compat])
    func `a change of the VMs alone is found as well`(mode: PolicyMode) {
        for seed in UInt64(1)...150 {
            var random = RandomPolicy(seed: seed &+ 5_000)
            let world = random.world()
            let rules = random.rules(4 + random.below(12))
            check(
                CompiledPolicy(rules: rules, world: world, mode: mode),
                CompiledPolicy(rules: rules, world: random.changed(world), mode: mode), seed: seed)
        }
    }
}
