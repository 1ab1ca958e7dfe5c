import Assertions
import Policy
import Testing

@Suite struct TestTranscriptTests {
    @Test func aTestIsReadableByPersonsAndPrograms() throws {
        let rules = try Sample.rules(
            """
            q.Copy * work vault allow
            q.Copy * @anyvm @anyvm deny
            q.Gpg * work sys-gpg ask
            """)
        let checker = AssertionChecker(rules: rules, world: Sample.home)
        let assertions = try Sample.assertions(
            """
            expect allow q.Copy work -> vault target=vault
            never service q.Copy @anyvm -> vault   # comment
            never service q.Copy @tag:none -> vault
            expect deny q.Copy+ work -> vault severity warning because "see #1"
            """)
        let report = checker.check(assertions)
        let transcript = TestTranscript(
            report: report, rules: rules, coverage: RuleCoverage(report, ruleCount: rules.rules.count))
        #expect(
            transcript.text == """
                TAP version 14
                1..4
                ok 1 - home.assert:1 expect allow q.Copy work -> vault target=vault
                not ok 2 - home.assert:2 never service q.Copy @anyvm -> vault
                #   q.Copy+ work -> vault: allow by policy.d/30-user.policy:1
                ok 3 - home.assert:3 never service q.Copy @tag:none -> vault # SKIP says nothing
                #   note: nothing is '@tag:none'
                not ok 4 - home.assert:4 expect deny q.Copy+ work -> vault severity warning because "see \\#1" # TODO is a warning
                #   q.Copy+ work -> vault: allow by policy.d/30-user.policy:1; expected deny
                # 4 statements: 1 hold, 2 broken, 1 say nothing
                # coverage: 2 of 3 rules decided a tested call (66 %)
                #   1 of them only calls that no expectation names
                #   not exercised: policy.d/30-user.policy:3: q.Gpg * work sys-gpg ask

                """)
        #expect(report.isBroken)
    }

    @Test func survivorsAreShownWithWhatWouldNoticeThem() throws {
        let rules = try Sample.rules("q.Gpg * work sys-gpg allow user=user")
        let checker = AssertionChecker(rules: rules, world: Sample.home)
        let assertions = try Sample.assertions("expect allow q.Gpg work -> sys-gpg")
        let report = checker.check(assertions)
        let text = TestTranscript(
            report: report, rules: rules, mutations: MutationAnalysis(checker, assertions, report).run()
        ).text
        #expect(text.contains("# mutations: 3 of 6 changes of rules were noticed (50 %)\n"))
        #expect(
            text.contains(
                """
                #   not noticed: policy.d/30-user.policy:1: q.Gpg * work sys-gpg allow user=user: without user=
                #     q.Gpg+ work -> sys-gpg: allow to sys-gpg instead of allow to sys-gpg as user
                #     would notice: expect allow q.Gpg+ work -> sys-gpg target=sys-gpg user=user autostart=yes

                """))
    }
}
