import Assertions
import Policy
import PolicySamples
import Testing

@Suite struct ExplainerTests {
    private func explain(
        _ policy: String, _ request: PolicyRequest, world: World = Sample.home
    ) throws -> Explanation {
        Explainer(CompiledPolicy(rules: try Sample.rules(policy), world: world)).explain(request)
    }

    @Test func tellsOfEveryRuleForTheServiceWhyItDoesNotMatch() throws {
        let policy = """
            q.Copy +x work vault allow
            q.Copy * @tag:ofice vault allow
            q.Other * * * allow
            q.Copy * @type:TemplateVM @default deny
            q.Copy * work vault ask
            q.Copy * * * deny
            """
        let explanation = try explain(policy, PolicyRequest(service: "q.Copy", source: "work", target: "vault"))
        #expect(explanation.considered.map(\.rule) == [0, 1, 3, 4, 5])
        #expect(explanation.considered[0].misses == [RuleMiss(.argument, word: "+x", reason: "the argument is empty")])
        #expect(explanation.considered[0].isNearMiss)
        #expect(
            explanation.considered[1].misses
                == [RuleMiss(.source, word: "@tag:ofice", reason: "work has the tags office; is 'office' meant?")])
        #expect(explanation.considered[2].misses.map(\.column) == [.source, .target])
        #expect(explanation.deciding?.rule == 3 + 1)
        #expect(explanation.considered[4].isTooLate)
        #expect(explanation.reason == "asked for by policy.d/30-user.policy:5")
        #expect(explanation.offers.map(\.target) == ["vault"])
        #expect(explanation.offers.map(\.rule) == [4])
    }

    @Test func aNameThatDoesNotExistIsTold() throws {
        let explanation = try explain(
            "q.Copy * work vault allow", PolicyRequest(service: "q.Copy", source: "work", target: "valt"))
        #expect(explanation.intended == "@default")
        #expect(
            explanation.considered[0].misses.first?.reason == "there is no VM 'valt', so the call names no target")
    }

    @Test func theLineThatWouldLetACallThroughComesBeforeTheDenial() throws {
        let policy = """
            # comment
            q.Copy * web vault allow

            q.Copy * @anyvm @anyvm deny
            """
        let explanation = try explain(policy, PolicyRequest(service: "q.Copy", source: "work", target: "vault"))
        #expect(explanation.changes.map(\.line) == ["q.Copy + work vault allow"])
        #expect(explanation.changes.map(\.place) == ["policy.d/30-user.policy:4"])
        #expect(explanation.changes.map(\.outcome) == [.allow])
    }

    @Test func whatNoLineCanChangeSaysSo() throws {
        let own = try explain("* * * * allow", PolicyRequest(service: "q.Copy", source: "work", target: "work"))
        #expect(own.changes.isEmpty)
        #expect(own.noChange == "no line lets a VM call itself")
        let nobody = try explain("", PolicyRequest(service: "q.Copy", source: "nobody", target: "work"))
        #expect(nobody.noChange == "a VM that does not exist is not let through by any line")
    }

    @Test func theLockedLayerIsNotOverruled() throws {
        var rules = try Sample.rules("q.Copy * @anyvm @anyvm deny")
        rules.lockedCount = 1
        let explanation = Explainer(CompiledPolicy(rules: rules, world: Sample.home)).explain(
            PolicyRequest(service: "q.Copy", source: "work", target: "vault"))
        #expect(explanation.changes.isEmpty)
        #expect(explanation.noChange == "the locked layer decides, and no other line comes before it")
    }

    @Test func anEmptyPolicyGetsItsFirstFile() throws {
        let explanation = try explain("", PolicyRequest(service: "q.Copy", source: "work", target: "vault"))
        #expect(explanation.changes.map(\.place) == ["policy.d/30-user.policy:1"])
    }

    /// The line is put in the text of the policy, which is read again.
    @Test func theLineReallyChangesTheAnswerOfRandomPolicies() throws {
        var generator = SampleGenerator(seed: 4_711)
        var changed: [Decision.Outcome: Int] = [:]
        for round in 0..<400 {
            let count = Int.random(in: 2...8, using: &generator)
            let world = generator.world(count)
            let sample = generator.rules(12, domainCount: count)
            var lines = sample.canonicalText().split(separator: "\n").map(String.init)
            let rules = try Sample.rules(lines.joined(separator: "\n"))
            let policy = CompiledPolicy(rules: rules, world: world)
            let request = generator.request(domainCount: count)
            let explanation = Explainer(policy).explain(request)
            #expect(explanation.decision == policy.decide(request))
            for change in explanation.changes {
                try #require(change.file == "policy.d/30-user.policy")
                lines.insert(change.line, at: change.lineNumber - 1)
                let longer = CompiledPolicy(rules: try Sample.rules(lines.joined(separator: "\n")), world: world)
                lines.remove(at: change.lineNumber - 1)
                let decision = longer.decide(request)
                #expect(decision.outcome == change.outcome, "round \(round): \(request) \(change)")
                #expect(decision.outcome != explanation.decision.outcome)
                changed[change.outcome, default: 0] += 1
            }
        }
        #expect(changed.count == 3 && changed.values.allSatisfy { $0 > 5 }, "\(changed)")
    }

    @Test func theFirstRuleWithoutAMissIsTheOneThatDecides() throws {
        var generator = SampleGenerator(seed: 99)
        var count = 0
        for round in 0..<300 {
            let domains = Int.random(in: 2...8, using: &generator)
            let world = generator.world(domains)
            let policy = CompiledPolicy(rules: generator.rules(15, domainCount: domains), world: world)
            let request = generator.request(domainCount: domains)
            let explanation = Explainer(policy).explain(request)
            guard let deciding = explanation.decision.rule else { continue }
            #expect(explanation.considered.first { $0.misses.isEmpty }?.rule == deciding, "round \(round)")
            count += 1
        }
        #expect(count > 100)
    }
}
