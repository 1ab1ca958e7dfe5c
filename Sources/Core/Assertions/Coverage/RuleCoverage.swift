/// Which rules decided a call that some statement speaks of.
package struct RuleCoverage: Hashable, Sendable {
    /// How many rules there are.
    package let ruleCount: Int
    /// Rules that decided a call whose answer is stated (`expect`).
    package let byExpectations: Set<Int>
    /// Rules that decided a call that another statement looked at (`never service`, `only service`, `expect-all` …).
    ///
    /// Flows are not counted: a flow graph asks about every call, and would make a rule look tested that nothing checks.
    package let byAssertions: Set<Int>

    /// Counts the rules of a report.
    ///
    /// - Parameters:
    ///   - report: What the statements gave.
    ///   - ruleCount: How many rules the policy has.
    package init(_ report: AssertionReport, ruleCount: Int) {
        self.ruleCount = ruleCount
        var byExpectations: Set<Int> = []
        var byAssertions: Set<Int> = []
        for result in report.results {
            if case .expectation = result.statement.body {
                byExpectations.formUnion(result.rules)
            } else {
                byAssertions.formUnion(result.rules)
            }
        }
        self.byExpectations = byExpectations
        self.byAssertions = byAssertions
    }

    /// The rules that decided any of it.
    package var exercised: Set<Int> { byExpectations.union(byAssertions) }

    /// The rules that decided none of it, in order.
    package var unexercised: [Int] { (0..<ruleCount).filter { !exercised.contains($0) } }
}
