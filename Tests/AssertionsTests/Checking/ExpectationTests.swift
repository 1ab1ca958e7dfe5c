import Assertions
import Policy
import Testing

@Suite struct ExpectationTests {
    private let policy = """
        q.Date * @anyvm @default allow target=dom0
        q.Copy * work vault ask default_target=vault user=root
        q.Copy * @tag:office @anyvm ask
        q.Copy * @anyvm @anyvm deny notify=no
        """

    @Test(arguments: [
        "expect allow q.Date work -> @default target=dom0 user=none autostart=yes notify=no",
        "expect allow q.Date work -> @default rule=30-user.policy:1",
        "expect ask q.Copy work -> vault default=vault",
        "expect ask q.Copy mail -> work default=none",
        "expect deny q.Copy banking -> work kind=policy notify=no rule=policy.d/30-user.policy:4",
        "expect deny q.Other work -> vault kind=no_match rule=none notify=yes",
        "expect deny q.Copy web, banking -> @anyvm",
        "expect ask q.Copy @tag:office -> @tag:secret, banking",
    ])
    func holds(statement: String) throws {
        let result = try Sample.result(statement, policy: policy)
        #expect(result.verdict == .holds, "\(result.witnesses.map(\.summary))")
    }

    @Test(arguments: [
        ("expect allow q.Copy work -> vault", "outcome", "allow", "ask"),
        ("expect allow q.Date work -> @default target=vault", "target", "vault", "dom0"),
        ("expect allow q.Date work -> @default user=root", "user", "root", "none"),
        (
            "expect allow q.Date work -> @default rule=30-user.policy:2", "rule", "30-user.policy:2",
            "policy.d/30-user.policy:1"
        ),
        ("expect ask q.Copy mail -> work default=work", "default", "work", "none"),
        ("expect deny q.Copy banking -> work kind=no_match", "kind", "no_match", "policy"),
        ("expect deny q.Copy banking -> work notify=yes", "notify", "yes", "no"),
    ])
    func tellsWhatIsDifferent(statement: String, key: String, expected: String, found: String) throws {
        let result = try Sample.result(statement, policy: policy)
        guard case .call(let call) = result.witnesses.first else { return #expect(Bool(false)) }
        #expect(call.differences == [CallWitness.Difference(key, expected: expected, found: found)])
    }

    @Test func targetsAreAllThatThePromptOffers() throws {
        let policy = """
            q.Copy * work vault deny
            q.Copy * work @tag:secret ask
            q.Copy * work web ask
            q.Copy * work @dispvm ask
            """
        let held = "expect ask q.Copy work -> web targets={web, @dispvm:web-dvm}"
        #expect(try Sample.result(held, policy: policy).verdict == .holds)
        let wrong = try Sample.result("expect ask q.Copy work -> web targets={web vault}", policy: policy)
        guard case .call(let call) = wrong.witnesses.first else { return #expect(Bool(false)) }
        #expect(call.differences.first?.found == "{@dispvm:web-dvm, web}")
    }

    @Test func aCallerThatDoesNotExistProvesNothing() throws {
        let result = try Sample.result("expect deny q.Copy wrok -> vault", policy: policy)
        #expect(result.verdict == .vacuous)
        #expect(result.notes.first?.contains("did you mean 'work'?") == true)
        let meant = try Sample.result("expect deny q.Copy wrok -> vault kind=unknown_source", policy: policy)
        #expect(meant.verdict == .holds)
    }

    @Test func rulesThatDecidedAreKept() throws {
        let results = try Sample.results(
            "expect allow q.Date work -> @default\nexpect deny q.Copy web -> work", policy: policy)
        #expect(results.map(\.rules) == [[0], [3]])
    }

    @Test func anotherWorldIsUsedFromItsLineOn() throws {
        var domains = Sample.home.domains
        for index in domains.indices where domains[index].name == "banking" { domains[index].tags = ["office"] }
        let checker = AssertionChecker(
            rules: try Sample.rules(policy), world: Sample.home, worlds: ["other.json": World(domains)])
        let text = """
            expect deny q.Copy banking -> vault
            world other.json
            expect ask q.Copy banking -> vault
            """
        let report = checker.check(try Sample.assertions(text, file: "a.vectors"))
        #expect(report.results.map(\.verdict) == [.holds, .holds])
    }
}
