package import Machines

/// One line of an assertion file.
package struct Statement: Hashable, Sendable {
    /// Where it stands.
    package let place: AssertionPlace
    /// The line as it was written, without what is around it and without its comment.
    package let text: String
    /// Which world it is about: a name that a `world` line gave, or nil for the VMs that there are.
    package let world: String?
    /// What it says.
    package let body: StatementBody
    /// Whether a policy that breaks it is refused.
    package let severity: Problem.Severity
    /// The words behind `because` or `reason`, which a refusal quotes.
    package let reason: String?

    package init(
        place: AssertionPlace, text: String, world: String? = nil, body: StatementBody,
        severity: Problem.Severity = .error, reason: String? = nil
    ) {
        self.place = place
        self.text = text
        self.world = world
        self.body = body
        self.severity = severity
        self.reason = reason
    }
}
