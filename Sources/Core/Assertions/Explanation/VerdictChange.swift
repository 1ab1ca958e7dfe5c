package import Policy

/// One more line of the policy that would change an answer, which has been tried.
package struct VerdictChange: Hashable, Sendable {
    /// The line.
    package let line: String
    /// The file.
    package let file: String
    /// The line of the file that it would become: what stands there now moves down.
    package let lineNumber: Int
    /// The answer with it.
    package let outcome: Decision.Outcome
    /// Before which rule it comes.
    package let position: Int
    /// The rule itself, in the words of ``rules``.
    package let rules: RuleSet

    /// `30-user.policy:12`.
    package var place: String { "\(file):\(lineNumber)" }

    package static func == (left: Self, right: Self) -> Bool {
        left.line == right.line && left.place == right.place && left.outcome == right.outcome
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(line)
        hasher.combine(place)
    }
}
