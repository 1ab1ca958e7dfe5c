/// How much can go wrong when a service is allowed to a caller that turns out to be hostile.
package enum ServiceRisk: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Nothing worth a thought.
    case low
    /// Something leaks or annoys.
    case medium
    /// The callee, or what it keeps, is in danger.
    case high
    /// The whole system is.
    case critical

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}
