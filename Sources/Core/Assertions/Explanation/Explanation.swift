package import Policy

/// Why a call is answered as it is.
package struct Explanation: Hashable, Sendable {
    /// One target that a prompt offers.
    package struct Offer: Hashable, Sendable {
        /// The target.
        package let target: String
        /// The number of the rule whose parameters apply when it is picked.
        package let rule: Int
        /// Where that rule stands.
        package let place: String
        /// Whether it is there because a rule's `target=` sends the call to it.
        package let isRedirect: Bool
        /// Whether the prompt proposes it.
        package let isDefault: Bool
    }

    /// The call.
    package let request: PolicyRequest
    /// The answer.
    package let decision: Decision
    /// What the call was taken to ask for: `@default` for a name that does not exist.
    package let intended: String
    /// Where an allowed call goes.
    package let target: String?
    /// The user that the service runs as; nil for the VM's own.
    package let user: String?
    /// The rules for the service, in the order in which they are asked.
    package let considered: [ConsideredRule]
    /// Rules beyond the limit, which are not in ``considered``.
    package let unlistedCount: Int
    /// What a prompt offers.
    package let offers: [Offer]
    /// The rules of strict mode that made a difference, with their numbers.
    package let strict: [String]
    /// What made the answer, in words.
    package let reason: String
    /// Lines that would change the answer, the one that is wanted most often first.
    package let changes: [VerdictChange]
    /// Why no line can change the answer; nil when there is one.
    package let noChange: String?

    /// The rule that decided.
    package var deciding: ConsideredRule? { considered.first(where: \.decides) }
}
