package import Machines

/// What reading assertion files gave.
package struct AssertionReading: Sendable {
    /// The statements, or nil when there is an error.
    package let assertions: AssertionSet?
    /// All problems, in the order in which they were met; warnings are among them.
    package let problems: [Problem]
    /// Problems beyond ``AssertionLimits/problems``, which are not in ``problems``.
    package let untoldProblemCount: Int

    package init(assertions: AssertionSet?, problems: [Problem] = [], untoldProblemCount: Int = 0) {
        self.assertions = assertions
        self.problems = problems
        self.untoldProblemCount = untoldProblemCount
    }
}
