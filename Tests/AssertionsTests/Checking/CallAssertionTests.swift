import Assertions
import Machines
import Policy
import Testing

@Suite struct CallAssertionTests {
    @Test func neverServiceHoldsWhereTheCallIsDenied() throws {
        let policy = """
            qubes.VMShell * @anyvm @dispvm allow
            qubes.VMShell * @anyvm @anyvm deny
            """
        let result = try Sample.result("never service qubes.VMShell @anyvm -> vault", policy: policy)
        #expect(result.verdict == .holds)
        #expect(result.rules == [1], "the rule that denies calls to vault was looked at")
        #expect(result.examinedCount > 0)
    }

    @Test func neverServiceNamesTheCallThatBreaksIt() throws {
        let policy = """
            qubes.VMShell * work vault allow
            qubes.VMShell * @anyvm @anyvm deny
            """
        let result = try Sample.result("never service qubes.VMShell @anyvm -> @tag:secret", policy: policy)
        #expect(result.verdict == .broken)
        #expect(result.witnessCount == 1)
        guard case .call(let call) = result.witnesses.first else { return #expect(Bool(false)) }
        #expect(call.request == PolicyRequest(service: "qubes.VMShell", source: "work", target: "vault"))
        #expect(call.place == "policy.d/30-user.policy:1")
        #expect(call.outcome == .allow)
    }

    @Test func neverServiceSeesRedirectsPromptsAndArguments() throws {
        let policy = """
            a.Redirect * work @default allow target=vault
            a.Prompt * mail web ask default_target=vault
            a.Prompt * mail vault ask
            a.Argument +secret banking vault allow
            """
        for statement in ["a.Redirect work", "a.Prompt mail", "a.Argument banking", "* work", "* mail", "* banking"] {
            let result = try Sample.result("never service \(statement) -> vault", policy: policy)
            #expect(result.verdict == .broken, "\(statement)")
        }
        let free = try Sample.result("never service a.Argument+open banking -> vault", policy: policy)
        #expect(free.verdict == .holds)
        let asked = try Sample.result("never service a.Prompt mail -> vault via allow", policy: policy)
        #expect(asked.verdict == .holds, "a prompt is no allow")
    }

    @Test func neverServiceCountsServicesThatNoRuleNames() throws {
        let result = try Sample.result("never service * web -> vault", policy: "* * web vault allow")
        #expect(result.verdict == .broken)
        let empty = try Sample.result("never service * web -> vault", policy: "* * web work allow")
        #expect(empty.verdict == .holds)
    }

    @Test func aDisposableCallsWithTheTagsOfItsTemplate() throws {
        let policy = "a.Copy * @tag:untrusted vault allow"
        let result = try Sample.result("never service a.Copy @type:DispVM -> vault", policy: policy)
        guard case .call(let call) = result.witnesses.first else { return #expect(Bool(false)) }
        #expect(call.caller == "@dispvm:web-dvm")
        let named = try Sample.result("never service a.Copy @dispvm:web-dvm -> vault", policy: policy)
        #expect(named.verdict == .broken)
    }

    @Test func aDisposableThatIsReachedCounts() throws {
        let policy = "a.Copy * work @dispvm allow"
        let broken = try Sample.result("never service a.Copy @anyvm -> @dispvm:web-dvm", policy: policy)
        #expect(broken.verdict == .broken)
        let tagged = try Sample.result("never service a.Copy @anyvm -> @dispvm:@tag:untrusted", policy: policy)
        #expect(tagged.verdict == .broken)
        let other = try Sample.result("never service a.Copy @anyvm - work -> @dispvm", policy: policy)
        #expect(other.verdict == .holds)
    }

    @Test func powerHasNoSayInWhatMayBe() throws {
        let policy = "a.Copy * work vault allow autostart=no"
        #expect(try Sample.result("never service a.Copy work -> vault", policy: policy).verdict == .broken)
        #expect(try Sample.result("expect deny a.Copy work -> vault kind=autostart", policy: policy).verdict == .holds)
    }

    @Test func alwaysServiceWantsEveryCallThrough() throws {
        let policy = """
            a.Copy * work vault deny
            a.Copy * @tag:office @anyvm ask
            """
        let held = try Sample.result("always service a.Copy @tag:office -> banking", policy: policy)
        #expect(held.verdict == .holds)
        let broken = try Sample.result("always service a.Copy @tag:office -> vault", policy: policy)
        #expect(broken.verdict == .broken)
        #expect(broken.witnessCount == 1)
        let asked = try Sample.result("always service a.Copy @tag:office -> banking via allow", policy: policy)
        #expect(asked.witnessCount == 2, "both are asked for")
    }

    @Test func onlyServiceForbidsAllOthers() throws {
        let policy = """
            u.Proxy * @type:TemplateVM @default allow target=web
            u.Proxy * mail web ask
            """
        let statement = "only service u.Proxy @type:TemplateVM -> web"
        let broken = try Sample.result(statement, policy: policy)
        guard case .call(let call) = broken.witnesses.first else { return #expect(Bool(false)) }
        #expect(call.request.source == "mail")
        #expect(try Sample.result(statement + " via allow", policy: policy).verdict == .holds)
        #expect(try Sample.result(statement + "; mail -> web", policy: policy).verdict == .holds)
        #expect(
            try Sample.result("only service u.Proxy @type:TemplateVM -> *; mail -> *", policy: "").verdict == .holds)
    }

    @Test func expectAllWantsTheWholeRelation() throws {
        let policy = """
            g.Gpg * work sys-gpg allow
            g.Gpg * mail sys-gpg allow
            """
        #expect(try Sample.result("expect-all g.Gpg : only work, mail -> sys-gpg", policy: policy).verdict == .holds)
        let missing = try Sample.result("expect-all g.Gpg : only work, mail, banking -> sys-gpg", policy: policy)
        #expect(
            missing.witnesses == [.missingCall(service: "g.Gpg", source: "banking", target: "sys-gpg")])
        let extra = try Sample.result("expect-all g.Gpg : only work -> sys-gpg", policy: policy)
        #expect(extra.witnessCount == 1)
        #expect(try Sample.result("expect-all g.Other : only none", policy: policy).verdict == .holds)
        #expect(try Sample.result("expect-all g.Gpg : only none", policy: policy).verdict == .broken)
    }

    @Test func tagsThatMustNotMeet() throws {
        #expect(try Sample.result("never tags office & secret", policy: "").verdict == .holds)
        var domains = Sample.home.domains
        domains[0].tags = ["office", "secret"]
        let result = try Sample.result("never tags office & secret", policy: "", world: World(domains))
        #expect(result.witnesses == [.tags(machine: domains[0].name)])
    }

    @Test func `an exception for a class that no VM has yet is no slip of the pen`() throws {
        let exempt = try Sample.result("never service a.Copy @anyvm - @type:StandaloneVM -> vault", policy: "")
        #expect(exempt.verdict == .holds && exempt.notes.isEmpty)
        let typo = try Sample.result("never service a.Copy @anyvm - @type:StandaloneWM -> vault", policy: "")
        #expect(typo.notes == ["nothing is '@type:StandaloneWM'"])
    }

    @Test func aStatementAboutNothingIsVacuous() throws {
        let result = try Sample.result("never service a.Copy @tag:ofice -> vault", policy: "")
        #expect(result.verdict == .vacuous)
        #expect(result.notes == ["nothing is '@tag:ofice'; did you mean '@tag:office'?"])
        #expect(!result.isRefusal)
        let partly = try Sample.result("never service a.Copy work, wrk -> vault", policy: "")
        #expect(partly.verdict == .holds)
        #expect(partly.notes.count == 1)
    }

    @Test func aBrokenWarningIsNoRefusal() throws {
        let policy = "a.Copy * work vault allow"
        let checker = AssertionChecker(rules: try Sample.rules(policy), world: Sample.home)
        let statements = try Sample.assertions("never service a.Copy work -> vault severity warning because \"x\"")
        let report = checker.check(statements)
        #expect(report.count(.broken) == 1)
        #expect(!report.isBroken)
        #expect(report.problems.map(\.severity) == [.warning])
    }

    @Test func aMissingWorldIsToldAndRefused() throws {
        let result = try Sample.results("world other\nnever service a.Copy work -> vault", policy: "")[0]
        #expect(result.verdict == .unchecked)
        #expect(result.isRefusal)
    }

    @Test func aStatementThatCostsTooMuchIsNotBelieved() throws {
        var limits = CheckingLimits()
        limits.callsPerStatement = 5
        let checker = AssertionChecker(
            rules: try Sample.rules("a.Copy * @anyvm @anyvm deny"), world: Sample.home, limits: limits)
        let report = checker.check(try Sample.assertions("never service a.Copy @anyvm -> vault"))
        #expect(report.results[0].verdict == .unchecked)
        #expect(report.isBroken)
    }
}
