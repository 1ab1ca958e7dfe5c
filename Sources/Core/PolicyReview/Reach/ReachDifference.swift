package import Policy

/// VMs that reach others over several calls, and did not before.
package struct ReachDifference: Hashable, Sendable {
    /// One call on the way.
    package struct Step: Hashable, Sendable {
        /// The call; the new policy was asked to decide it.
        package let request: PolicyRequest
        /// The name of the VM that it ends at.
        package let target: String
        /// Where the rule stands that lets it through.
        package let place: String
        /// What becomes of it.
        package let outcome: Decision.Outcome
        /// Whether the old policy has no such call between the two.
        package let isNew: Bool
    }

    /// Which calls count.
    package let level: ReachLevel
    /// The new call that opens all these ways: who calls whom.
    package let through: [String]
    /// Who reaches somebody new that way.
    package let sources: [String]
    /// Whom they reach.
    package let targets: [String]
    /// How many pairs of the two are new.
    package let pairCount: Int
    /// The shortest of the ways.
    package let path: [Step]

    /// A name for this difference that does not depend on lines.
    package var identifier: String {
        let text =
            [level.rawValue, through.joined(separator: ">")] + [sources, targets].map { $0.joined(separator: ",") }
        return "r" + ReviewIdentifier.make(text.joined(separator: "|"))
    }
}
