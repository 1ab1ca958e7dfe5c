import Machines
import Testing

@Suite struct PowerActionTests {
    /// Every pair that is legal; every other pair must not be.
    private static let legal: [PowerAction: Set<PowerState>] = [
        .start: [.halted, .crashed],
        .shutdown: [.transient, .running],
        .kill: [.transient, .running, .paused, .suspended, .halting, .dying, .crashed],
        .pause: [.running],
        .unpause: [.paused, .suspended],
        .restart: [.transient, .running],
        .run: [.running],
        .console: [.transient, .running, .paused, .suspended, .halting],
    ]

    @Test(arguments: PowerAction.allCases, PowerState.allCases)
    func `an action is legal in the states of the table and in no other`(action: PowerAction, state: PowerState) {
        let expected = Self.legal[action]?.contains(state)
        #expect(action.isLegal(in: state) == expected)
        if expected == true {
            #expect(throws: Never.self) { try action.check(in: state) }
        } else {
            #expect(throws: PowerActionError.illegal(action, in: state)) { try action.check(in: state) }
        }
    }

    @Test(arguments: PowerAction.allCases)
    func `a refusal names the states that would do`(action: PowerAction) {
        let description = PowerActionError.illegal(action, in: .halted).description
        #expect(description.hasPrefix("cannot \(action.rawValue) a VM that is Halted; it must be "))
        for state in action.legalStates { #expect(description.contains(state.rawValue)) }
    }

    @Test func `states have the words of Qubes`() {
        #expect(
            PowerState.allCases.map(\.rawValue) == [
                "Halted", "Transient", "Running", "Paused", "Suspended", "Halting", "Dying", "Crashed",
            ])
    }

    @Test func `a VM without a process is not active`() {
        #expect(PowerState.allCases.filter { !$0.isActive } == [.halted, .crashed])
        #expect(PowerState.allCases.filter(\.isChanging) == [.transient, .halting, .dying])
        #expect(PowerState.allCases.filter(\.canServe) == [.running])
    }
}
