/// How far a service lets its caller say what the callee does.
package enum ControlLevel: String, Hashable, Comparable, Sendable, CaseIterable {
    /// The callee takes data and decides itself what becomes of it.
    case none
    /// The caller starts or steers something that the callee has chosen beforehand.
    case low
    /// The caller can make the callee do anything: run commands, press keys, change its definition.
    case full

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .low: 1
        case .full: 2
        }
    }
}
