package import Policy

/// Calls that two policies decide differently, all in the same way.
package struct PolicyDifference: Hashable, Sendable {
    /// What one of the policies says.
    package struct Side: Hashable, Sendable {
        /// The number of the rule that decides; nil when none does.
        package let rule: Int?
        /// Where it stands: `30-user.policy:4`.
        package let place: String?
        /// The rule as it is written in the policy, with one space between its fields.
        package let ruleText: String?
        /// What becomes of the calls.
        package let verdict: Verdict
    }

    /// What sort of difference it is.
    package let kind: DifferenceKind
    /// The services and arguments.
    package let calls: [Call]
    /// The names of the callers.
    package let sources: [String]
    /// Whom they call, in the words of a request.
    package let targets: [String]
    /// What holds for a VM that is among callers and targets and calls itself.
    package let loops: LoopPart
    /// What the old policy says.
    package let old: Side
    /// What the new policy says.
    package let new: Side
    /// One of the calls; both policies were asked to decide it.
    package let witness: PolicyRequest
    /// What the witness's VMs have now and had not, or the other way round, when the worlds differ.
    package var reasons: [String] = []

    /// Whether more is let through than before, or something else.
    package var isWidening: Bool { old.verdict.isWidened(by: new.verdict) }

    /// A name for this difference that does not depend on lines or on the order of files.
    package var identifier: String {
        let text = [
            kind.rawValue, calls.map(\.text).joined(separator: ","), sources.joined(separator: ","),
            targets.joined(separator: ","), old.verdict.text, new.verdict.text,
        ].joined(separator: "|")
        return "d" + ReviewIdentifier.make(text)
    }
}
