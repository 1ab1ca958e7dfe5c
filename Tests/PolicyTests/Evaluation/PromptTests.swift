import Policy
import PolicySamples
import Testing

/// What a prompt offers in strict mode, and what becomes of a pick.
@Suite struct PromptTests {
    private let world = World(
        ["src", "work", "mail", "vault", "personal", "dvm"].enumerated().map { number, name in
            var domain = Domain(name: name, uuid: SampleGenerator.uuid(number + 1), type: "AppVM")
            domain.isDisposableTemplate = name == "dvm"
            return domain
        })

    private func policy(_ lines: [String]) throws -> CompiledPolicy {
        let text = lines.map { "S * " + $0 + "\n" }.joined()
        return CompiledPolicy(rules: try #require(read(["30-user.policy": text], mode: .strict).rules), world: world)
    }

    /// The targets of the prompt for a call of `src`, each with the user of a pick or with `denied`.
    private func picks(_ target: String, _ lines: [String]) throws -> [String] {
        let policy = try policy(lines)
        let request = PolicyRequest(service: "S", source: "src", target: target)
        let decision = policy.decide(request)
        return decision.choices.indices.map { index in
            let choice = decision.choices[index]
            let picked = policy.decide(picking: index, of: decision, for: request)
            let user = picked.user.map { policy.rules.vocabulary[$0] } ?? "default"
            return policy.world.text(of: choice.destination, source: nil, in: policy.rules)
                + (choice.isRedirect ? " redirected" : "") + " "
                + (picked.outcome == .allow && picked.target == choice.destination ? user : "denied")
        }
    }

    @Test(arguments: [
        ("work ask target=gone", ["mail default", "personal default", "vault default"]),
        ("work ask target=src", ["mail default", "personal default", "vault default"]),
        ("work ask target=@dispvm:personal", ["mail default", "personal default", "vault default"]),
        ("work allow target=gone", ["mail default", "personal default", "vault default"]),
        ("work allow autostart=no", ["mail default", "personal default", "vault default"]),
        ("work ask autostart=no", ["mail default", "personal default", "vault default"]),
        ("work ask target=vault user=root", ["mail default", "personal default", "vault default"]),
        ("work allow target=vault user=root", ["mail default", "personal default", "vault default"]),
        ("work ask target=work user=root", ["mail default", "personal default", "vault default", "work root"]),
        ("work ask user=root", ["mail default", "personal default", "vault default", "work root"]),
        ("work allow user=root", ["mail default", "personal default", "vault default", "work root"]),
    ])
    func `a prompt offers what a direct call leads to, with that call's user`(line: String, expected: [String]) throws {
        let lines = ["src dvm deny", "src " + line, "src @dispvm:dvm deny", "src @anyvm ask"]
        #expect(try picks("personal", lines) == expected)
    }

    @Test func `a prompt shows a refused target only where a rule that decides calls sends them there`() throws {
        let rest = ["src vault deny", "src personal ask"]
        #expect(
            try picks("personal", ["src work ask target=vault user=root"] + rest)
                == ["personal default", "vault redirected root"])
        #expect(
            try picks("personal", ["src work deny", "src work ask target=vault user=root"] + rest)
                == ["personal default"])
        #expect(
            try picks("personal", ["src @dispvm:none ask target=vault"] + rest) == ["personal default"])
        #expect(try picks("work", ["src work ask target=vault user=root"] + rest) == ["vault redirected root"])
    }

    @Test func `a RemoteVM that nobody relays is not offered`() throws {
        var domains = world.domains
        for place in domains.indices where domains[place].name == "work" { domains[place].type = "RemoteVM" }
        for line in ["src @anyvm ask", "src @anyvm ask target=work"] {
            let rules = try policy([line]).rules
            let policy = CompiledPolicy(rules: rules, world: World(domains))
            let decision = policy.decide(PolicyRequest(service: "S", source: "src", target: "mail"))
            #expect(!decision.choices.contains { $0.destination == .domain(world.index(named: "work") ?? -1) })
            #expect(decision.strict == .offersWhatIsReachable)
        }
    }

    @Test(arguments: [4, 12, 60])
    func `strict decisions, prompts and picks are what the plain words of the language say`(ruleCount: Int) {
        var generator = SampleGenerator(seed: UInt64(ruleCount) &+ 77)
        var (prompts, offers, redirects) = (0, 0, 0)
        for round in 0..<150 {
            let count = Int.random(in: 2...8, using: &generator)
            let world = generator.world(count)
            let rules = generator.rules(ruleCount, domainCount: count)
            let naive = NaivePolicy(rules: rules, world: world)
            let compiled = CompiledPolicy(rules: rules, world: world)
            let interpreter = PolicyInterpreter(rules: rules, world: world)
            for _ in 0..<25 {
                var request = generator.request(domainCount: count)
                request.requestedSource = nil
                let expected = naive.answer(to: request)
                let decision = compiled.decide(request)
                #expect(answer(decision, compiled) == expected, "round \(round): \(request)")
                #expect(answer(interpreter.decide(request), compiled) == expected, "round \(round): \(request)")
                guard case .ask(let expectedOffers, _) = expected, decision.choices.count == expectedOffers.count else {
                    continue
                }
                prompts += 1
                for (index, offer) in expectedOffers.enumerated() {
                    offers += 1
                    redirects += offer.isRedirect ? 1 : 0
                    let picked = compiled.decide(picking: index, of: decision, for: request)
                    #expect(
                        answer(picked, compiled) == .allow(target: offer.target, rule: offer.rule),
                        "round \(round): \(offer.target) of \(request)")
                    #expect(picked.user == naive.parameters(offer.rule).user)
                    #expect(picked.autostart == naive.parameters(offer.rule).startsTarget)
                    // The only target of a prompt with target= is what its own rule says.
                    if offer.isRedirect || decision.rule.map({ naive.parameters($0).target != nil }) ?? false {
                        continue
                    }
                    request.target = offer.target
                    switch naive.answer(to: request) {
                    case .deny: Issue.record("round \(round): \(request) is denied and offered")
                    case .allow(let target, let rule): #expect(target == offer.target && rule == offer.rule)
                    case .ask(let direct, _): #expect(direct.contains(offer))
                    }
                }
            }
        }
        #expect(prompts > 100 && offers > 200 && redirects > 0)
    }

    private func answer(_ decision: Decision, _ policy: CompiledPolicy) -> NaivePolicy.Answer {
        func text(_ destination: Destination?) -> String {
            guard case .domain(let number, _)? = destination else {
                guard case .disposableOf(let number, _)? = destination else { return "?" }
                return "@dispvm:" + policy.world.domains[number].name
            }
            return policy.world.domains[number].name
        }
        switch decision.outcome {
        case .deny: return .deny
        case .allow: return .allow(target: text(decision.target), rule: decision.rule ?? -1)
        case .ask:
            return .ask(
                decision.choices.map { .init(target: text($0.destination), rule: $0.rule, isRedirect: $0.isRedirect) },
                proposed: decision.defaultChoice.map { text(decision.choices[$0].destination) })
        }
    }
}
