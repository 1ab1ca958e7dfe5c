/// What a person or the manager may ask of a VM; one table says in which state each is legal.
package enum PowerAction: String, CaseIterable, Hashable, Sendable {
    case start, shutdown, kill, pause, unpause, restart, run, console

    /// The states in which the action is legal, in the order of ``PowerState``.
    ///
    /// `restart` is a shutdown followed by a start, so it is legal where `shutdown` is. `kill` on a crashed VM gives up
    /// its pending restart and leaves it halted.
    package var legalStates: [PowerState] {
        switch self {
        case .start: [.halted, .crashed]
        case .shutdown, .restart: [.transient, .running]
        case .kill: [.transient, .running, .paused, .suspended, .halting, .dying, .crashed]
        case .pause: [.running]
        case .unpause: [.paused, .suspended]
        case .run: [.running]
        case .console: [.transient, .running, .paused, .suspended, .halting]
        }
    }

    /// Whether the action is legal in `state`.
    package func isLegal(in state: PowerState) -> Bool {
        legalStates.contains(state)
    }

    /// Checks that the action is legal in `state`.
    ///
    /// - Parameter state: The state that the VM is in now.
    /// - Throws: ``PowerActionError`` naming the action, the state and the states that would do.
    package func check(in state: PowerState) throws(PowerActionError) {
        guard isLegal(in: state) else { throw .illegal(self, in: state) }
    }
}
