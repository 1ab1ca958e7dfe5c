package import Machines

/// Why a policy does not come into force; the one before it stays.
package struct PolicyRefusal: Error, Hashable, Sendable {
    /// The errors, at least one.
    package let problems: [Problem]
    /// Errors that are not in ``problems``.
    package let untoldErrorCount: Int

    init(_ problems: [Problem], untoldErrorCount: Int = 0) {
        self.problems = problems
        self.untoldErrorCount = untoldErrorCount
    }

    /// How many errors there are.
    package var errorCount: Int { problems.count + untoldErrorCount }
}
