/// What to do about a VM that ended unasked.
package enum RestartVerdict: Hashable, Sendable {
    /// Start it again after a delay.
    case restart(afterMilliseconds: Int)
    /// Leave it as it is.
    case giveUp(Reason)

    /// Why a VM is not started again.
    package enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// The policy says so for every end.
        case policyIsNever
        /// The guest powered itself off, and the policy is about crashes only.
        case poweredOff
        /// It ended too often.
        case tooManyEnds(count: Int, windowSeconds: Int)

        package var description: String {
            switch self {
            case .policyIsNever:
                "its restart mode is 'never'"
            case .poweredOff:
                "the guest powered itself off, and its restart mode is 'on-failure'"
            case .tooManyEnds(let count, let windowSeconds):
                "it ended \(count) times within \(windowSeconds) seconds"
            }
        }
    }
}
