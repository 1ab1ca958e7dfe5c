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

    /// `30-user.policy:12`.
    package var place: String { "\(file):\(lineNumber)" }
}
