/// Something that the linter found.
package struct LintFinding: Hashable, Sendable {
    /// A line of a file; line 0 is the file as a whole.
    package struct Place: Hashable, Sendable, Comparable {
        package let file: String
        package let line: Int

        package init(file: String, line: Int) {
            self.file = file
            self.line = line
        }

        package static func < (left: Self, right: Self) -> Bool { (left.file, left.line) < (right.file, right.line) }

        /// `30-user.policy:4`.
        package var text: String { line == 0 ? file : "\(file):\(line)" }
    }

    /// Another place that belongs to it.
    package struct Related: Hashable, Sendable {
        package let place: Place
        /// What is there.
        package let text: String
    }

    /// What was looked for.
    package let rule: LintRule
    /// How much it matters.
    package let severity: LintSeverity
    /// Where it is.
    package let place: Place
    /// What is wrong, on one line.
    package var message: String
    /// Other places that belong to it.
    package var related: [Related] = []
    /// What should stand there instead.
    package var suggestion: String?
    /// How many more rules of the same line have it: one include file gives rules for many services.
    package var repetitions = 0
}
