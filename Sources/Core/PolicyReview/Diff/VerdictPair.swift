import Policy

/// Two rules, or none, and what they make of some calls.
struct VerdictPair: Hashable {
    /// The number of the old policy's rule; -1 when none matches.
    let oldRule: Int
    /// The number of the new policy's rule; -1 when none matches.
    let newRule: Int
    let old: Verdict
    let new: Verdict
}
