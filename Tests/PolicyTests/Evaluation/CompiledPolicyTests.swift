import Policy
import PolicySamples
import Testing

/// The compiled policy against the interpreter, which reads rule after rule.
@Suite struct CompiledPolicyTests {
    @Test(arguments: PolicyMode.allCases, [3, 40, 400])
    func decidesLikeTheInterpreter(mode: PolicyMode, ruleCount: Int) {
        var generator = SampleGenerator(seed: UInt64(ruleCount) + (mode == .strict ? 1_000_000 : 0))
        var outcomes: [Decision.Outcome: Int] = [:]
        for round in 0..<(ruleCount == 400 ? 30 : 200) {
            let count = Int.random(in: 2...(round % 10 == 0 ? 70 : 9), using: &generator)
            let world = generator.world(count)
            let rules = generator.rules(ruleCount, domainCount: count)
            let compiled = CompiledPolicy(rules: rules, world: world, mode: mode)
            let interpreter = PolicyInterpreter(rules: rules, world: world, mode: mode)
            for _ in 0..<20 {
                let request = generator.request(domainCount: count)
                let decision = compiled.decide(request)
                outcomes[decision.outcome, default: 0] += 1
                #expect(decision == interpreter.decide(request), "round \(round): \(request)")
            }
        }
        #expect(outcomes.count == 3, "the samples reach every outcome")
    }

    @Test(arguments: PolicyMode.allCases)
    func keepsUpWithAWorldThatChanges(mode: PolicyMode) {
        var generator = SampleGenerator(seed: mode == .strict ? 7 : 8)
        for round in 0..<60 {
            var count = Int.random(in: 2...9, using: &generator)
            let rules = generator.rules(round % 3 == 0 ? 200 : 30, domainCount: count)
            var world = generator.world(count)
            var compiled = CompiledPolicy(rules: rules, world: world, mode: mode)
            for _ in 0..<6 {
                if generator.once(in: 4) { count = max(2, count + generator.one(of: -1, 1)) }
                world = generator.next(of: world, count)
                compiled.update(world: world)
                let fresh = CompiledPolicy(rules: rules, world: world, mode: mode)
                for _ in 0..<20 {
                    let request = generator.request(domainCount: count)
                    #expect(compiled.decide(request) == fresh.decide(request), "round \(round): \(request)")
                }
            }
        }
    }

    @Test func powerStatesCountFromTheMomentTheyAreSet() throws {
        var rules = RuleSet(files: ["a.policy"])
        var parameters = RuleParameters()
        parameters.autostart = false
        rules.parameterSets.append(parameters)
        rules.rules = [
            Rule(
                service: nil, argument: nil, source: .anyVM, target: .anyVM, action: .allow, parameters: 1, file: 0,
                line: 1)
        ]
        let world = World([
            Domain(name: "a", uuid: SampleGenerator.uuid(1), type: "AppVM"),
            Domain(name: "b", uuid: SampleGenerator.uuid(2), type: "AppVM"),
        ])
        var policy = CompiledPolicy(rules: rules, world: world)
        let request = PolicyRequest(service: "s", source: "a", target: "b")
        #expect(policy.decide(request).denial == .autostart)
        policy.setPowerState("Running", of: try #require(world.index(named: "b")))
        #expect(policy.decide(request).outcome == .allow)
    }

    @Test func `a request with a longer name than a VM can have is denied`() {
        let world = World([Domain(name: "a", uuid: SampleGenerator.uuid(1), type: "AppVM")])
        let policy = CompiledPolicy(rules: RuleSet(), world: world)
        func denial(_ source: String, _ target: String) -> DenialKind? {
            policy.decide(PolicyRequest(service: "s", source: source, target: target)).denial
        }
        let longest = String(repeating: "v", count: 63)
        #expect(denial("a", longest) == .noMatch && denial("a", "@dispvm:" + longest) == .notDisposableTemplate)
        #expect(denial(longest, "a") == .unknownSource && denial(longest + "v", "a") == .tooLong)
        #expect(denial("a", "@dispvm:v" + longest) == .tooLong)
    }

    @Test func tellsTheFirstRuleOfEveryDestination() {
        var generator = SampleGenerator(seed: 99)
        for _ in 0..<50 {
            let count = Int.random(in: 2...9, using: &generator)
            let world = generator.world(count)
            let rules = generator.rules(60, domainCount: count)
            let policy = CompiledPolicy(rules: rules, world: world)
            for source in world.domains.indices {
                for service in SampleGenerator.services {
                    let matches = policy.firstMatches(service: service, argument: "+a", source: source)
                    #expect(Set(matches.map(\.destination)).count == matches.count)
                    for match in matches {
                        let request = PolicyRequest(
                            service: service, argument: "+a", source: world.domains[source].name,
                            target: world.text(of: match.destination, source: source, in: rules))
                        let decision = policy.decide(request)
                        #expect(decision.rule == match.rule)
                    }
                }
            }
        }
    }

    @Test func aRuleAfterTheOneThatDecidesChangesNothing() {
        var generator = SampleGenerator(seed: 5)
        for _ in 0..<100 {
            let count = Int.random(in: 2...6, using: &generator)
            let world = generator.world(count)
            let rules = generator.rules(12, domainCount: count)
            let request = generator.request(domainCount: count)
            let decision = CompiledPolicy(rules: rules, world: world).decide(request)
            guard let rule = decision.rule, decision.outcome == .allow else { continue }
            var shorter = rules
            shorter.rules.removeSubrange((rule + 1)...)
            #expect(CompiledPolicy(rules: shorter, world: world).decide(request) == decision)
        }
    }
}

extension SampleGenerator {
    /// A world in which some domains of another have changed.
    mutating func next(of world: World, _ count: Int) -> World {
        let known = Dictionary(uniqueKeysWithValues: world.domains.map { ($0.name, $0) })
        let keepsTemplates = once(in: 2)
        return World(
            (0..<count).map { number in
                let fresh = domain(number, of: count)
                guard var old = known[fresh.name] else { return fresh }
                if once(in: 2) { return old }
                old.tags = fresh.tags
                old.type = fresh.type
                old.isDisposableTemplate = fresh.isDisposableTemplate
                old.isInternal = fresh.isInternal
                old.powerState = fresh.powerState
                if !keepsTemplates { old.defaultDisposable = fresh.defaultDisposable }
                return old
            })
    }
}
