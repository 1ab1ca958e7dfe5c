import Machines
package import Policy

/// What a test of a policy gave, as text in the manner of the Test Anything Protocol.
///
/// One line for each statement, with what breaks it as comments under it, so that a person and a program can read it.
package struct TestTranscript: Sendable {
    /// What became of the statements.
    package let report: AssertionReport
    /// The policy, for the lines of rules.
    package let rules: RuleSet
    /// Which rules were exercised; nil when nobody asked.
    package let coverage: RuleCoverage?
    /// What changes of rules were noticed; nil when nobody asked.
    package let mutations: MutationReport?

    package init(
        report: AssertionReport, rules: RuleSet, coverage: RuleCoverage? = nil, mutations: MutationReport? = nil
    ) {
        self.report = report
        self.rules = rules
        self.coverage = coverage
        self.mutations = mutations
    }

    /// The whole text.
    package var text: String {
        var lines = ["TAP version 14", "1..\(report.results.count)"]
        for (number, result) in report.results.enumerated() { lines += Self.lines(of: result, number: number + 1) }
        lines.append("# " + summary)
        lines += coverageLines + mutationLines
        return lines.map { $0 + "\n" }.joined()
    }

    /// How many statements hold, and how many do not.
    package var summary: String {
        let words: [(AssertionResult.Verdict, String)] = [
            (.holds, "hold"), (.broken, "broken"), (.vacuous, "say nothing"), (.unchecked, "not checked"),
        ]
        let counts = words.map { (report.count($0.0), $0.1) }.filter { $0.0 > 0 || $0.1 == "hold" }
        return "\(report.results.count) statements: " + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private static func lines(of result: AssertionResult, number: Int) -> [String] {
        let isGood = result.verdict == .holds || result.verdict == .vacuous
        var line = "\(isGood ? "ok" : "not ok") \(number) - \(result.statement.place) "
        // A number sign would begin a directive.
        line += result.statement.text.sanitizedForDisplay(limit: 400).replacing("#", with: "\\#")
        switch result.verdict {
        case .vacuous: line += " # SKIP says nothing"
        case .broken, .unchecked: if result.statement.severity == .warning { line += " # TODO is a warning" }
        case .holds: break
        }
        var lines = [line]
        lines += result.notes.map { "#   note: " + $0.sanitizedForDisplay(limit: 400) }
        for witness in result.witnesses {
            lines.append("#   " + witness.summary)
            lines += witness.steps.map { "#     " + $0 }
        }
        let rest = result.witnessCount - result.witnesses.count
        if rest > 0 { lines.append("#   and \(rest) more") }
        return lines
    }

    private var coverageLines: [String] {
        guard let coverage else { return [] }
        let exercised = coverage.exercised.count
        let percent = coverage.ruleCount == 0 ? 100 : exercised * 100 / coverage.ruleCount
        var lines = ["# coverage: \(exercised) of \(coverage.ruleCount) rules decided a tested call (\(percent) %)"]
        let only = coverage.byAssertions.subtracting(coverage.byExpectations).count
        if only > 0 { lines.append("#   \(only) of them only calls that no expectation names") }
        lines += coverage.unexercised.map { "#   not exercised: " + Self.rule($0, rules) }
        return lines
    }

    private var mutationLines: [String] {
        guard let mutations else { return [] }
        let count = mutations.killed.count + mutations.survivors.count
        var line = "# mutations: \(mutations.killed.count) of \(count) changes of rules were noticed"
        if let percent = mutations.percent { line += " (\(percent) %)" }
        var lines = [line]
        if !mutations.equivalent.isEmpty {
            lines.append("#   \(mutations.equivalent.count) more change no answer")
        }
        if mutations.untriedCount > 0 { lines.append("#   \(mutations.untriedCount) more were not tried") }
        for survivor in mutations.survivors {
            lines.append(
                "#   not noticed: " + Self.rule(survivor.mutant.rule, rules) + ": " + survivor.mutant.change.text)
            let call = survivor.request.service + survivor.request.argument
            lines.append(
                "#     \(call.sanitizedForDisplay(limit: 200)) \(survivor.caller.sanitizedForDisplay(limit: 64)) -> "
                    + "\(survivor.request.target.sanitizedForDisplay(limit: 80)): "
                    + "\(survivor.changedAnswer.sanitizedForDisplay(limit: 200)) instead of "
                    + survivor.answer.sanitizedForDisplay(limit: 200))
            if let expectation = survivor.expectation {
                lines.append("#     would notice: " + expectation.sanitizedForDisplay(limit: 1_000))
            }
        }
        return lines
    }

    private static func rule(_ number: Int, _ rules: RuleSet) -> String {
        "\(rules.place(of: number).sanitizedForDisplay(limit: 256)): "
            + rules.line(of: number).replacingTabs.sanitizedForDisplay(limit: 300)
    }
}
