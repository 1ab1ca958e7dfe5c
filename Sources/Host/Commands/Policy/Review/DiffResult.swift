import PolicyReview

/// What `policy diff` found, and what of it nobody accepted.
struct DiffResult {
    let comparison: PolicyComparison
    let reach: [ReachDifference]
    /// What the gate lets through; nil where there is no gate.
    let accepted: DiffAcceptance?
    /// Whether the VMs are examples.
    let isExample: Bool

    /// The differences between VMs, and those of a VM that calls itself where they tell more.
    var told: [PolicyDifference] { comparison.differences.filter { $0.loops != .implied } }

    /// Whether a difference must be accepted and is not.
    func isUnaccepted(_ difference: PolicyDifference) -> Bool {
        guard let accepted, difference.isWidening, difference.loops != .implied else { return false }
        return !accepted.accepts(difference)
    }

    /// Whether a difference must be accepted and is not.
    func isUnaccepted(_ difference: ReachDifference) -> Bool { accepted.map { !$0.accepts(difference) } ?? false }

    /// The names of all differences that must be accepted and are not.
    var unaccepted: [String] {
        told.filter { isUnaccepted($0) }.map(\.identifier) + reach.filter { isUnaccepted($0) }.map(\.identifier)
    }
}
