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
        ("work deny", []), ("work ask target=gone", ["work denied"]), ("work ask target=src", ["work denied"]),
        ("work ask target=@dispvm:personal", ["work denied"]), ("work allow target=gone", ["work denied"]),
        ("work allow autostart=no", ["work denied"]), ("work ask autostart=no", ["work denied"]),
        ("work ask target=vault user=root", ["work denied"]), ("work allow target=vault user=root", ["work denied"]),
        ("work ask target=work user=root", ["work root"]),
        ("work ask user=root", ["work root"]),
        ("work allow user=root", ["work root"]),
    ])
    func `a prompt offers what is let through, and a pick is what a direct call gives`(
        line: String, expected: [String]
    ) throws {
        let lines = ["src dvm deny", "src " + line, "src @dispvm:dvm deny", "src @anyvm ask"]
        #expect(
            try picks("personal", lines) == ["mail default", "personal default", "vault default"] + expected)
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

    @Test func `the default disposable is no way around a denial of its template`() throws {
        var domains = world.domains
        for place in domains.indices { domains[place].defaultDisposable = "dvm" }
        func picked(_ lines: [String]) throws -> [String] {
            let policy = CompiledPolicy(rules: try policy(lines).rules, world: World(domains))
            let request = PolicyRequest(service: "S", source: "src", target: "work")
            let decision = policy.decide(request)
            return decision.choices.enumerated().filter { $1.destination != .domain(world.index(named: "work") ?? -1) }
                .map { index, choice in
                    policy.world.text(of: choice.destination, source: nil, in: policy.rules)
                        + (choice.isRedirect ? " redirected " : " ")
                        + policy.decide(picking: index, of: decision, for: request).outcome.word
                }
        }
        let rest = ["src @dispvm:dvm deny", "src work ask", "src @dispvm ask"]
        #expect(try picked(["src @dispvm ask"] + rest) == ["@dispvm:dvm redirected allow"])
        #expect(try picked(["src @dispvm ask target=vault", "src vault deny"] + rest) == ["vault redirected allow"])
        #expect(
            try picked(["src @dispvm ask", "src @dispvm:dvm ask target=vault", "src vault deny"] + rest)
                == ["@dispvm:dvm deny", "vault redirected allow"])
    }

    @Test(arguments: ["src @anyvm ask", "src @anyvm ask target=work"])
    func `a RemoteVM that nobody relays is offered, and a pick of it is denied`(line: String) throws {
        var domains = world.domains
        for place in domains.indices where domains[place].name == "work" { domains[place].type = "RemoteVM" }
        let policy = CompiledPolicy(rules: try policy([line]).rules, world: World(domains))
        let request = PolicyRequest(service: "S", source: "src", target: "mail")
        let decision = policy.decide(request)
        let work = Destination.domain(world.index(named: "work") ?? -1)
        let place = try #require(decision.choices.firstIndex { $0.destination == work })
        #expect(policy.decide(picking: place, of: decision, for: request).denial == .remoteWithoutRelay)
    }

    @Test(arguments: [4, 12, 60])
    func `strict decisions, prompts and picks are what the plain words of the language say`(ruleCount: Int) {
        var generator = SampleGenerator(seed: UInt64(ruleCount) &+ 77)
        var (prompts, offers, redirects, refusals) = (0, 0, 0, 0)
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
                    let expectedPick = naive.answer(picking: offer, from: request)
                    #expect(answer(picked, compiled) == expectedPick, "round \(round): \(offer.target) of \(request)")
                    if expectedPick == .deny {
                        refusals += 1
                    } else {
                        #expect(picked.user == naive.parameters(offer.rule).user)
                        #expect(picked.autostart == naive.parameters(offer.rule).startsTarget)
                    }
                    // The only target of a prompt with target= is what its own rule says.
                    if offer.isRedirect || decision.rule.map({ naive.parameters($0).target != nil }) ?? false {
                        continue
                    }
                    var named = request
                    named.target = offer.target
                    switch naive.answer(to: named) {
                    case .deny: #expect(expectedPick == .deny, "round \(round): \(named) is denied and let through")
                    case .allow(let target, let rule):
                        #expect((target == offer.target) == (expectedPick != .deny) && rule == offer.rule)
                    case .ask(let direct, _):
                        let isOffered = direct.contains(offer) && naive.answer(picking: offer, from: named) != .deny
                        #expect(isOffered == (expectedPick != .deny), "round \(round): \(offer.target) of \(request)")
                    }
                }
            }
        }
        #expect(prompts > 100 && offers > 200 && redirects > 0 && refusals > 0)
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
