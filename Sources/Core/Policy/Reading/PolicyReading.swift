package import Machines

/// What reading a policy gave.
package struct PolicyReading: Sendable {
    /// The policy, or nil when there is an error.
    package let rules: RuleSet?
    /// All errors, in the order in which they were met: the first is the one that Qubes reports.
    package let errors: [PolicyProblem]
    /// What can be used, and was probably not meant (`!compat-4.0`, files hidden by the runtime directory).
    package let warnings: [Problem]
    /// Errors beyond ``ReadingLimits/problems``, which are not in ``errors``.
    package let untoldErrorCount: Int

    package init(
        rules: RuleSet?, errors: [PolicyProblem] = [], warnings: [Problem] = [], untoldErrorCount: Int = 0
    ) {
        self.rules = rules
        self.errors = errors
        self.warnings = warnings
        self.untoldErrorCount = untoldErrorCount
    }
}
