package import Policy

/// How many changes of rules the statements notice.
package struct MutationReport: Hashable, Sendable {
    /// A change that a statement noticed.
    package struct Kill: Hashable, Sendable {
        /// The change.
        package let mutant: Mutant
        /// The first statement that it breaks.
        package let by: AssertionPlace
    }

    /// A change that no statement noticed, although calls are answered otherwise.
    package struct Survivor: Hashable, Sendable {
        /// The change.
        package let mutant: Mutant
        /// Where the rule stands.
        package let place: String
        /// The rule as it is.
        package let line: String
        /// A call that is answered otherwise.
        package let request: PolicyRequest
        /// Who makes it, as it is shown.
        package let caller: String
        /// What the policy answers.
        package let answer: String
        /// What it would answer.
        package let changedAnswer: String
        /// A statement that would notice; nil when none can name the caller.
        package let expectation: String?
    }

    /// The changes that were noticed.
    package var killed: [Kill] = []
    /// The changes that were not.
    package var survivors: [Survivor] = []
    /// The changes after which every call is answered as before, in every world of the statements.
    package var equivalent: [Mutant] = []
    /// How many changes were not tried, because a limit was reached.
    package var untriedCount = 0

    package init() {}

    /// How many of a hundred changes that can be noticed were noticed; nil when there is none.
    package var percent: Int? {
        let count = killed.count + survivors.count
        return count == 0 ? nil : killed.count * 100 / count
    }
}
