import Assertions
import Machines
import Policy
import Testing

@Suite struct CoverageTests {
    private let policy = """
        q.Date * @anyvm @default allow target=dom0
        q.Copy * work vault ask
        q.Copy * web vault deny
        q.Gpg * work sys-gpg allow
        q.Shell * @anyvm @anyvm deny
        """

    private func run(_ statements: String) throws -> (AssertionChecker, AssertionSet, AssertionReport) {
        let checker = AssertionChecker(rules: try Sample.rules(policy), world: Sample.home)
        let assertions = try Sample.assertions(statements)
        return (checker, assertions, checker.check(assertions))
    }

    @Test func rulesAreCountedByWhatSpeaksOfThem() throws {
        let (checker, _, report) = try run(
            """
            expect allow q.Date work -> @default
            expect ask q.Copy work -> vault
            expect-all q.Gpg : only work -> sys-gpg
            never service q.Shell @anyvm -> vault
            never flow vault ->* INTERNET
            """)
        let coverage = RuleCoverage(report, ruleCount: checker.rules.rules.count)
        #expect(coverage.byExpectations == [0, 1])
        #expect(coverage.byAssertions == [3, 4])
        #expect(coverage.unexercised == [2])
    }

    @Test func aChangeThatAStatementNoticesIsKilled() throws {
        let (checker, assertions, report) = try run("expect-all q.Gpg : only work -> sys-gpg via allow")
        let mutations = MutationAnalysis(checker, assertions, report).run()
        let kills = mutations.killed.filter { $0.mutant.rule == 3 }.map(\.mutant.change)
        #expect(kills == [.drop, .action(.ask), .action(.deny), .anySource, .anyTarget])
        #expect(mutations.survivors.allSatisfy { $0.mutant.rule != 3 })
        #expect(mutations.killed.allSatisfy { $0.by.position.line == 1 })
    }

    @Test func aSurvivorComesWithALineThatWouldNotice() throws {
        let (checker, assertions, report) = try run("expect ask q.Copy work -> vault")
        let mutations = MutationAnalysis(checker, assertions, report).run()
        #expect(!mutations.survivors.isEmpty)
        for survivor in mutations.survivors {
            let line = try #require(survivor.expectation)
            let more = try Sample.assertions(line)
            #expect(checker.check(more).results.map(\.verdict) == [.holds], "\(line)")
            let changed = AssertionChecker(rules: survivor.mutant.applied(to: checker.rules), world: Sample.home)
            #expect(changed.check(more).results.map(\.verdict) == [.broken], "\(line) and \(survivor.mutant)")
        }
    }

    @Test func aChangeWithoutEffectIsNoSurvivor() throws {
        // To drop a denial where nothing else matches is to deny for another reason.
        let (checker, assertions, report) = try run("never tags a & b")
        let mutations = MutationAnalysis(checker, assertions, report).run()
        #expect(mutations.equivalent.contains(Mutant(rule: 4, change: .drop)))
        #expect(mutations.killed.isEmpty)
        #expect(mutations.percent == 0)
    }

    @Test func everyChangeIsAccountedForAndTheLimitHolds() throws {
        let statements = "expect ask q.Copy work -> vault"
        let (checker, assertions, report) = try run(statements)
        let all = MutationAnalysis(checker, assertions, report).run()
        let total = all.killed.count + all.survivors.count + all.equivalent.count
        #expect(all.untriedCount == 0)
        #expect(all == MutationAnalysis(checker, assertions, report).run())
        var limits = CheckingLimits()
        limits.mutants = 3
        let bounded = AssertionChecker(rules: checker.rules, world: Sample.home, limits: limits)
        let some = MutationAnalysis(bounded, assertions, report).run()
        #expect(some.killed.count + some.survivors.count + some.equivalent.count == 3)
        #expect(some.untriedCount == total - 3)
    }

    @Test func aMutantIsARuleOfTheLanguage() throws {
        let rules = try Sample.rules(
            """
            q.A +x work @default allow target=vault user=root
            q.A * dom0 @adminvm ask target=vault default_target=vault
            q.A * @anyvm @default deny notify=no
            q.A * @type:AppVM @dispvm allow autostart=no
            """)
        let (checker, assertions, _) = (
            AssertionChecker(rules: rules, world: Sample.home), try Sample.assertions(""), 0
        )
        let report = MutationAnalysis(checker, assertions, checker.check(assertions)).run()
        let mutants = report.survivors.map(\.mutant) + report.equivalent
        #expect(mutants.count > 15)
        for mutant in mutants {
            let text = mutant.applied(to: rules).canonicalText()
            #expect(throws: Never.self, "\(mutant): \(text)") { try Sample.rules(text) }
        }
    }
}
