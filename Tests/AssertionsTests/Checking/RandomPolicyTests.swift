import Assertions
import Policy
import PolicySamples
import Testing

/// Statements about calls against every call there is, asked one by one.
@Suite struct RandomPolicyTests {
    /// Every call of a service that ends in a domain, directly or as a choice.
    private func ends(
        _ service: String, _ policy: CompiledPolicy, _ checked: CheckedWorld, viaAsk: Bool
    ) -> Set<[Int]> {
        var ends: Set<[Int]> = []
        let names = policy.world.domains.indices.filter { checked.templates[$0] == nil }
            .map { policy.world.domains[$0].name }
        let targets = names + names.map { "@dispvm:" + $0 } + ["@default", "@dispvm", "@adminvm"]
        for argument in SampleGenerator.arguments + ["+unnamed"] {
            for source in policy.world.domains.indices {
                for target in targets {
                    let request = checked.request(service: service, argument: argument, source: source, target: target)
                    let decision = policy.decide(request)
                    if decision.outcome == .allow, let end = decision.target {
                        if let end = checked.end(of: end, source: source) { ends.insert([source, end]) }
                    }
                    guard viaAsk, decision.outcome == .ask else { continue }
                    for index in decision.choices.indices {
                        let picked = policy.decide(picking: index, of: decision, for: request)
                        guard picked.outcome == .allow, let end = picked.target else { continue }
                        if let end = checked.end(of: end, source: source) { ends.insert([source, end]) }
                    }
                }
            }
        }
        return ends
    }

    @Test(arguments: [FlowStrength.allow, .ask], [PolicyMode.strict, .compat])
    func neverAndOnlyAgreeWithEveryCallThereIs(strength: FlowStrength, mode: PolicyMode) throws {
        var generator = SampleGenerator(seed: strength == .ask ? 31 : 32)
        var verdicts: [AssertionResult.Verdict: Int] = [:]
        for round in 0..<40 {
            let count = Int.random(in: 2...6, using: &generator)
            let world = generator.world(count)
            let rules = generator.rules(10, domainCount: count)
            let checked = CheckedWorld(world)
            let policy = CompiledPolicy(rules: rules, world: checked.world, mode: mode)
            let service = generator.one(of: "app.Copy", "app.Open", "app.Unknown")
            let (tag, other) = (generator.one(of: "work", "mail"), generator.one(of: "net", "dvm"))
            let via = strength == .ask ? "" : " via allow"
            let statements = try Sample.assertions(
                """
                never service \(service) @tag:\(tag) -> @tag:\(other)\(via)
                only service \(service) @tag:\(tag) -> @tag:\(other)\(via)
                """)
            var limits = CheckingLimits()
            limits.witnesses = 10_000
            let checker = AssertionChecker(rules: rules, world: world, mode: mode, limits: limits)
            let results = checker.check(statements).results
            let ends = ends(service, policy, checked, viaAsk: strength == .ask)
            let from = Set(checked.domains(Selector(.tag(tag))))
            let to = Set(checked.domains(Selector(.tag(other))))
            if from.isEmpty || to.isEmpty {
                #expect(results.map(\.verdict).first == .vacuous)
                continue
            }
            let inside = ends.filter { from.contains($0[0]) && to.contains($0[1]) }
            #expect(found(results[0], policy, checked) == inside, "round \(round)")
            #expect((results[0].verdict == .broken) == !inside.isEmpty)
            verdicts[results[0].verdict, default: 0] += 1
            guard results[1].verdict != .vacuous else { continue }
            #expect(found(results[1], policy, checked) == ends.subtracting(inside), "round \(round)")
        }
        #expect((verdicts[.broken] ?? 0) > 3 && (verdicts[.holds] ?? 0) > 3, "\(verdicts)")
    }

    /// The pairs of a result's witnesses, each of which the policy confirms.
    private func found(_ result: AssertionResult, _ policy: CompiledPolicy, _ checked: CheckedWorld) -> Set<[Int]> {
        var pairs: Set<[Int]> = []
        for case .call(let call) in result.witnesses {
            let decision = policy.decide(call.request)
            #expect(decision.outcome == call.outcome)
            guard let source = decision.source else { continue }
            let ends: [Destination] =
                decision.outcome == .allow
                ? [decision.target].compactMap { $0 }
                : decision.choices.indices.compactMap {
                    policy.decide(picking: $0, of: decision, for: call.request).target
                }
            let end = ends.compactMap { checked.end(of: $0, source: source) }
                .first { checked.name(of: $0) == call.reached }
            #expect(end != nil, "the call reaches what the witness says")
            if let end { pairs.insert([source, end]) }
        }
        return pairs
    }
}
