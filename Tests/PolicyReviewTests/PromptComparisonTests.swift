import Policy
import PolicyReview
import Testing

/// What a prompt offers is held against asking for everything and picking everything.
struct PromptComparisonTests {
    private func rules(_ lines: [String]) throws -> RuleSet {
        let text = lines.map { $0 + "\n" }.joined()
        let tree = PolicyTree(["policy.d/30-user.policy": Array(text.utf8)], directories: ["policy.d"])
        return try #require(PolicyReader(mode: .strict).read(PolicyLayout(directory: "policy.d"), from: tree).rules)
    }

    private let world = World(
        ["src", "work", "vault"].enumerated().map { number, name in
            Domain(name: name, uuid: "1111111\(number)-0000-0000-0000-000000000000", type: "AppVM")
        })

    private func differences(
        _ old: [String], _ new: [String], _ mode: PolicyMode = .strict
    ) throws -> [PolicyDifference] {
        PolicyComparison(
            from: CompiledPolicy(rules: try rules(old), world: world, mode: mode),
            to: CompiledPolicy(rules: try rules(new), world: world, mode: mode)
        ).differences
    }

    private func text(_ difference: PolicyDifference) -> String {
        "\(difference.kind.rawValue) \(difference.sources) \(difference.targets): \(difference.old.verdict.text) -> "
            + "\(difference.new.verdict.text), \(difference.isWidening)"
    }

    @Test func `a prompt that newly leads to a VM is a widening`() throws {
        let old = ["S * src @default ask", "S * src work ask"]
        for dead in ["S * src work ask target=vault", "S * src @dispvm:none ask target=vault"] {
            // In strict mode a rule that decides nothing offers nothing.
            #expect(try differences(old, old + [dead]).isEmpty)
            let found = try differences(old, old + [dead], .compat).map(text)
            #expect(
                found == [
                    #"changed ["src"] ["@default"]: ask -> ask offering vault, true"#,
                    #"changed ["src"] ["work"]: ask -> ask offering vault, true"#,
                ])
        }
        let live = try differences(old, ["S * src @default ask", "S * src work ask target=vault"]).map(text)
        #expect(
            live == [
                #"changed ["src"] ["@default"]: ask -> ask offering vault, true"#,
                #"changed ["src"] ["work"]: ask -> ask target=vault, true"#,
            ])
    }

    @Test func `what a prompt proposes counts only where it is offered`() throws {
        let old = ["S * dom0 @adminvm ask", "S * dom0 work ask"]
        let new = ["S * dom0 @adminvm ask default_target=@adminvm", "S * dom0 work ask"]
        #expect(try differences(old, new).isEmpty)
        let other = ["S * dom0 @adminvm ask default_target=work", "S * dom0 work ask"]
        #expect(
            try differences(old, other).map(text) == [
                #"changed ["dom0"] ["@adminvm"]: ask -> ask default_target=work, true"#,
                #"changed ["dom0"] ["dom0"]: ask -> ask default_target=work, true"#,
            ])
        let uuid = try #require(world.domains.first { $0.name == "work" }).uuid
        #expect(
            try differences(["S * src work ask target=work"], ["S * src work ask target=uuid:\(uuid)"])
                .isEmpty)
    }

    /// Where calls by one source can end, each with the user it runs as; a prompt counts with all that can be picked.
    private func ends(_ policy: CompiledPolicy, _ call: (service: String, argument: String)) -> Set<[String]> {
        var ends: Set<[String]> = []
        let space = RequestSpace([policy.world])
        func add(_ source: String, _ decision: Decision) {
            guard decision.outcome == .allow, let target = decision.target else { return }
            let name = policy.world.text(of: target, source: decision.source, in: policy.rules)
            ends.insert([source, name, decision.user.map { policy.rules.vocabulary[$0] } ?? ""])
        }
        for source in space.names {
            for target in space.targets.indices {
                let request = PolicyRequest(
                    service: call.service, argument: call.argument, source: source, target: space.text(target))
                let decision = policy.decide(request)
                add(source, decision)
                for index in decision.choices.indices {
                    add(source, policy.decide(picking: index, of: decision, for: request))
                }
            }
        }
        return ends
    }

    @Test(arguments: PolicyMode.allCases, [false, true])
    func `every new end of a call makes a widening of that call`(mode: PolicyMode, otherWorld: Bool) {
        var count = 0
        for seed in UInt64(1)...200 {
            var random = RandomPolicy(seed: seed &+ 9_000)
            let world = random.world()
            let rules = random.rules(3 + random.below(10))
            let changed = random.changed(rules)
            let old = CompiledPolicy(rules: rules, world: world, mode: mode)
            let new = CompiledPolicy(
                rules: otherWorld ? rules : changed, world: otherWorld ? random.changed(world) : world, mode: mode)
            let differences = PolicyComparison(from: old, to: new).differences.filter(\.isWidening)
            for call in Set(differences.flatMap(\.calls).map(\.service) + RandomPolicy.services) {
                for argument in RandomPolicy.arguments {
                    let newly = ends(new, (call, argument)).subtracting(ends(old, (call, argument)))
                    for end in newly {
                        count += 1
                        #expect(
                            differences.contains { difference in
                                difference.sources.contains(end[0])
                                    && difference.calls.contains {
                                        ($0.service == call || $0.isAnyService)
                                            && ($0.argument == argument || $0.isAnyArgument)
                                    }
                            }, "seed \(seed): \(call)\(argument) \(end)")
                    }
                }
            }
        }
        #expect(count > 40)
    }
}
