/// Why a power action is refused.
package enum PowerActionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The VM is in a state in which the action makes no sense.
    case illegal(PowerAction, in: PowerState)

    package var description: String {
        switch self {
        case .illegal(let action, let state):
            "cannot \(action.rawValue) a VM that is \(state.rawValue); it must be "
                + action.legalStates.map(\.rawValue).joined(separator: " or ")
        }
    }
}
