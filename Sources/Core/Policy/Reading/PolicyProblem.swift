package import Machines

/// A mistake in a policy's files, with the kind that Qubes' evaluator would give it.
package struct PolicyProblem: Error, Hashable, Sendable {
    /// What sort of mistake it is.
    package enum Kind: String, Hashable, Sendable {
        /// A line that is not in the language, or an include that is not there.
        case syntax
        /// A file whose name is not allowed.
        case fileName = "filename"
        /// A directory or file that cannot be read.
        case unreadable = "io"
        /// Bytes that are no text, where Qubes' reader crashes.
        case notText = "text"
        /// More than a limit of ``ReadingLimits`` allows, or includes in a circle, where Qubes' reader crashes.
        case limit
    }

    /// What sort of mistake it is.
    package let kind: Kind
    /// Where, what, and what was expected.
    package let problem: Problem
    /// Whether the place is a line; false when it is the file or directory as a whole.
    package let hasLine: Bool

    package init(kind: Kind, problem: Problem, hasLine: Bool = true) {
        self.kind = kind
        self.problem = problem
        self.hasLine = hasLine
    }
}
