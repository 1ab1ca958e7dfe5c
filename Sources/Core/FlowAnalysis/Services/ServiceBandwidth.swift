/// How much a service can carry, in the way that it is meant to be used.
package enum ServiceBandwidth: String, Hashable, Comparable, Sendable, CaseIterable {
    /// That it was called, and little more.
    case trigger
    /// Some lines of text.
    case low
    /// Files, pictures, streams.
    case high

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .trigger: 0
        case .low: 1
        case .high: 2
        }
    }
}
