import Policy
import PolicyReview
import Testing

struct ReachComparisonTests {
    /// Who can call whom, by asking for everything.
    private func edges(_ policy: CompiledPolicy, _ level: ReachLevel) -> [String: Set<String>] {
        var edges: [String: Set<String>] = [:]
        let space = RequestSpace([policy.world])
        func name(_ destination: Destination?) -> String? {
            guard case .domain(let number, _) = destination else { return nil }
            return policy.world.domains[number].name
        }
        for service in RandomPolicy.services + ["any.Service"] {
            for argument in RandomPolicy.arguments + ["+other"] {
                for source in space.names {
                    for target in space.targets.indices {
                        let request = PolicyRequest(
                            service: service, argument: argument, source: source, target: space.text(target))
                        let decision = policy.decide(request)
                        if decision.outcome == .allow, let target = name(decision.target) {
                            edges[source, default: []].insert(target)
                        }
                        guard decision.outcome == .ask, level == .asked else { continue }
                        // What a prompt offers beside what was asked for can be asked for by itself.
                        for index in decision.choices.indices {
                            let picked = policy.decide(picking: index, of: decision, for: request)
                            if picked.outcome == .allow, let target = name(picked.target),
                                isReachable(target, policy.world)
                            {
                                edges[source, default: []].insert(target)
                            }
                        }
                    }
                }
            }
        }
        return edges
    }

    private func isReachable(_ name: String, _ world: World) -> Bool {
        guard let index = world.index(named: name) else { return false }
        let domain = world.domains[index]
        return domain.type != "RemoteVM" || (domain.relay != nil && domain.transport != nil)
    }

    private func reached(_ edges: [String: Set<String>], from source: String) -> Set<String> {
        var seen: Set = [source]
        var queue = [source]
        while let node = queue.popLast() {
            if node == "dom0", node != source { continue }
            for next in edges[node] ?? [] where seen.insert(next).inserted { queue.append(next) }
        }
        return seen.subtracting([source])
    }

    @Test func `every pair that is newly connected over others is found, and each way is real`() {
        var pairCount = 0
        for seed in UInt64(1)...60 {
            var random = RandomPolicy(seed: seed)
            let world = random.world()
            let rules = random.rules(5)
            let mode = PolicyMode.allCases[Int(seed % 2)]
            let old = CompiledPolicy(rules: rules, world: world, mode: mode)
            let new = CompiledPolicy(rules: random.changed(rules), world: world, mode: mode)
            let differences = ReachComparison(from: old, to: new).differences
            var expected = 0
            var told: Set<[String]> = []
            for level in ReachLevel.allCases {
                let (before, after) = (edges(old, level), edges(new, level))
                for domain in world.domains {
                    let source = domain.name
                    let newly = reached(after, from: source).subtracting(reached(before, from: source))
                    for target in newly.subtracting(after[source] ?? []) {
                        if told.insert([source, target]).inserted { expected += 1 }
                    }
                }
            }
            #expect(differences.reduce(0) { $0 + $1.pairCount } == expected, "seed \(seed)")
            pairCount += expected
            for difference in differences {
                #expect(difference.path.contains { $0.isNew } && difference.path.count > 1)
                for step in difference.path {
                    #expect(new.decide(step.request).outcome == step.outcome && step.outcome != .deny)
                }
                let starts = difference.path.map(\.request.source).dropFirst()
                #expect(Array(starts) == Array(difference.path.map(\.target).dropLast()))
            }
        }
        #expect(pairCount > 5)
    }

    @Test func `a policy opens no way that it had`() {
        for seed in UInt64(1)...40 {
            var random = RandomPolicy(seed: seed)
            let policy = CompiledPolicy(rules: random.rules(15), world: random.world())
            #expect(ReachComparison(from: policy, to: policy).differences.isEmpty)
        }
    }
}
