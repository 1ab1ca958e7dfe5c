import Assertions
import FlowAnalysis
import Policy
import Testing

/// A vault without network whose default disposable has one, two clients, and who may call whom.
@Suite struct FlowAssertionTests {
    private let world: World = {
        func domain(_ name: String, netvm: String? = nil, _ change: (inout Domain) -> Void = { _ in }) -> Domain {
            var domain = Domain(name: name, uuid: "uuid-of-\(name)", type: "AppVM")
            domain.netvm = netvm
            change(&domain)
            return domain
        }
        return World([
            domain("sys-net") { $0.providesNetwork = true },
            domain("dvm", netvm: "sys-net") { $0.isDisposableTemplate = true },
            domain("vault") {
                $0.tags = ["secret"]
                $0.defaultDisposable = "dvm"
            },
            domain("work", netvm: "sys-net"), domain("home"), domain("clerk"), domain("alpha"), domain("beta"),
        ])
    }()
    private let policy = """
        a.Open * @anyvm @dispvm allow
        a.Copy * work home ask
        a.Copy * home clerk allow
        a.Copy * alpha clerk allow
        a.Copy * beta clerk ask
        a.Shell * work home deny
        """

    private func result(_ statements: String) throws -> AssertionResult {
        let services = ServiceMap([
            ServiceEntry(pattern: .service("a.Open"), data: .forward),
            ServiceEntry(pattern: .service("a.Copy"), data: .forward),
            ServiceEntry(pattern: .service("a.Shell"), data: .both, control: .full),
        ])
        let checker = AssertionChecker(rules: try Sample.rules(policy), world: world, services: services)
        return try #require(checker.check(try Sample.assertions(statements)).results.last)
    }

    @Test func aFlowThatMustNotBeIsShownStepByStep() throws {
        let result = try result("never flow @tag:secret ->* INTERNET via allow")
        #expect(result.verdict == .broken)
        #expect(
            result.witnesses.first?.steps == [
                "vault -> @dispvm:dvm of vault: a.Open+, allow by policy.d/30-user.policy:1",
                "@dispvm:dvm of vault -> sys-net: netvm", "sys-net -> INTERNET: netvm",
            ])
    }

    @Test func everyWitnessReplays() throws {
        for statement in ["never flow * ->* *", "never flow work -> * service a.Copy", "only flow alpha ->* clerk"] {
            let checker = AssertionChecker(rules: try Sample.rules(policy), world: world)
            let graph = FlowGraph(
                CompiledPolicy(rules: checker.rules, world: world), services: checker.services)
            let result = try #require(checker.check(try Sample.assertions(statement)).results.first)
            #expect(!result.witnesses.isEmpty)
            for case .path(let path) in result.witnesses { #expect(graph.replay(path).isEmpty, "\(path.text)") }
        }
    }

    @Test(arguments: [
        "never flow clerk ->* vault",
        "never flow work ->* home via allow",
        "never flow work -> clerk",
        "never flow work ->* clerk except via home",
        "never flow home -> clerk service a.Shell",
        "trust home\nnever flow work ->* clerk",
        "always flow home ->* clerk via allow",
        "always flow work, alpha, beta ->* clerk",
        "only flow * - vault ->* clerk",
        "wall clients { alpha work } via allow",
        "label level low < high\nlabel vm vault high\nlabel vm dvm high\nlabel vm clerk low",
    ])
    func holds(statements: String) throws {
        let result = try result(statements)
        #expect(result.verdict == .holds, "\(result.witnesses.map(\.summary))")
    }

    @Test(arguments: [
        "never flow work ->* home",
        "never flow work ->* clerk",
        "never flow home -> clerk service a.Copy",
        "never flow work ->* clerk service a.Copy",
        "never flow device:mic, work ->* clerk",
        "always flow work ->* clerk via allow",
        "always flow clerk ->* home",
        "only flow alpha ->* clerk",
        "only flow alpha, home ->* clerk",
        "wall clients { alpha beta }",
        "label level low < high\nlabel vm home high\nlabel vm clerk low",
        "label integrity low < high\nlabel vm alpha - / low\nlabel vm clerk - / high",
    ])
    func isBroken(statements: String) throws {
        let result = try result(statements)
        #expect(result.verdict == .broken)
        #expect(result.witnessCount > 0)
        #expect(result.witnesses.allSatisfy { !$0.summary.isEmpty })
    }

    @Test func aWallNamesWhereItsSidesMeet() throws {
        let result = try result("wall clients { alpha beta }")
        #expect(result.witnesses.first?.summary == "clerk comes to hold data of alpha and beta")
        #expect(
            result.witnesses.first?.steps == [
                "alpha -> clerk: a.Copy+, allow by policy.d/30-user.policy:4",
                "beta -> clerk: a.Copy+, ask by policy.d/30-user.policy:5",
            ])
        #expect(try self.result("wall clients { alpha beta } via allow").verdict == .holds)
    }

    @Test func declaredExceptionsAreNoViolation() throws {
        let labels = "label level low < high\nlabel vm home high\nlabel vm clerk low\n"
        #expect(try result(labels + "label check confidentiality").verdict == .broken)
        let exempt = "declassify a.Copy by home reason \"the clerk knows anyway\"\n"
        #expect(try result(labels + exempt + "label check confidentiality").verdict == .holds)
        let other = "declassify a.Copy by work reason \"another\"\n"
        #expect(try result(labels + other + "label check confidentiality").verdict == .broken)
    }

    @Test func flowsFromOrToNothingAreVacuous() throws {
        let result = try result("never flow valt ->* INTERNET")
        #expect(result.verdict == .vacuous)
        #expect(result.notes == ["nothing is 'valt'; did you mean 'vault'?"])
        #expect(try self.result("never flow work ->* device:mic").verdict == .vacuous)
        #expect(try self.result("wall w { alpha @tag:none }").verdict == .vacuous)
    }

    @Test func aChangeThatOnlyAFlowNoticesIsKilled() throws {
        let checker = AssertionChecker(rules: try Sample.rules(policy), world: world)
        let assertions = try Sample.assertions("never flow vault ->* clerk")
        let report = checker.check(assertions)
        #expect(report.results.map(\.verdict) == [.holds])
        let mutations = MutationAnalysis(checker, assertions, report).run()
        #expect(mutations.killed.contains { $0.mutant == Mutant(rule: 3, change: .anySource) })
        #expect(!mutations.survivors.isEmpty)
    }
}
