import LinuxIO
import ManagerClient
import Machines

/// One line for each VM whose state changes.
enum ChangeLines {
    /// Prints until the stream ends.
    static func follow(_ states: AsyncStream<ManagerState>) async {
        var known: [String: PowerState] = [:]
        for await state in states {
            for line in lines(state.machines, known: &known) { CurrentProcess.writeOutput(line + "\n") }
        }
    }

    /// The lines for what differs from `known`, which is brought up to date.
    static func lines(_ machines: [MachineSnapshot], known: inout [String: PowerState]) -> [String] {
        machines.compactMap { machine in
            guard known.updateValue(machine.state, forKey: machine.name) != machine.state else { return nil }
            var line = "\(machine.name): \(machine.state.rawValue)"
            if machine.state == .running, machine.startDurationMilliseconds > 0 {
                line += " after " + TimeText.duration(milliseconds: UInt64(machine.startDurationMilliseconds))
            } else if !machine.stateReason.isEmpty {
                line += ", " + machine.stateReason.sanitizedForDisplay(limit: 512)
            }
            return line
        }
    }
}
