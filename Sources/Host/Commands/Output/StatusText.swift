import ManagerClient
import Machines

/// What `status` shows.
enum StatusText {
    /// The manager's facts, problems last.
    ///
    /// - Parameters:
    ///   - state: What the manager says.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    ///   - color: What the terminal takes.
    /// - Returns: Lines without newlines.
    static func lines(_ state: ManagerState, nowMilliseconds: UInt64, _ color: ColorMode) -> [String] {
        let manager = state.manager
        var facts = FactList()
        let age = nowMilliseconds > manager.startedAtMilliseconds ? nowMilliseconds - manager.startedAtMilliseconds : 0
        facts.add(
            "Manager",
            "running for \(TimeText.duration(milliseconds: age)), version \(manager.version), "
                + "process \(manager.processID)", .good)
        facts.add("Accelerator", "\(manager.accelerator): \(manager.acceleratorReason)")
        let problems = manager.configurationProblems
        let configuration = manager.isConfigurationCurrent ? "current" : "the running one is older than the files"
        let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        facts.add(
            "Configuration",
            "\(manager.configurationDirectory), \(configuration)" + (problems.isEmpty ? "" : ", \(count)"),
            manager.isConfigurationCurrent && problems.isEmpty ? .plain : .warning)
        PolicyStatusText.add(manager.policy, nowMilliseconds: nowMilliseconds, to: &facts)
        facts.add("State", manager.stateDirectory)
        facts.add("Run", manager.runDirectory)
        facts.add("Memory", memory(state))
        for snapshot in manager.snapshots {
            facts.add("Snapshot", text(of: snapshot), snapshot.state == .failed ? .warning : .plain)
        }
        facts.add("VMs", counts(state.machines))
        var lines = facts.lines(color)
        for problem in problems { lines.append(color.paint(problem.sanitizedForDisplay(limit: 1_024), .warning)) }
        for problem in manager.policy.problems {
            lines.append(color.paint(problem.sanitizedForDisplay(limit: 1_024), .warning))
        }
        let untold = Int(manager.policy.problemCount) - manager.policy.problems.count
        if untold > 0 { lines.append(color.paint("\(untold) more problems of the policy are not shown", .warning)) }
        for machine in state.machines where machine.state == .crashed {
            let reason = machine.stateReason.isEmpty ? "no reason is known" : machine.stateReason
            lines.append(color.paint("\(machine.name): \(reason)".sanitizedForDisplay(limit: 1_024), .bad))
        }
        return lines
    }

    private static func memory(_ state: ManagerState) -> String {
        let reserved = "\(state.manager.memoryReservedMiB) of \(state.manager.memoryTotalMiB) MiB reserved"
        let used = state.machines.reduce(0) { $0 + UInt64($1.privateMiB) }
        let snapshots = state.manager.snapshots.reduce(0) { $0 + $1.heldMiB }
        guard used + snapshots > 0 else { return reserved }
        return reserved + ", VMs have \(used) MiB to themselves and share \(snapshots) MiB of snapshots"
    }

    private static func text(of snapshot: SnapshotFacts) -> String {
        let shape =
            SnapshotFacts.shapeText(snapshot.template, memoryMiB: snapshot.memoryMiB, vcpus: snapshot.vcpus) + ": "
        switch snapshot.state {
        case .making: return shape + "its template boots"
        case .failed: return shape + "none, VMs boot by themselves: \(snapshot.reason)"
        case .ready:
            return shape + "\(snapshot.heldMiB) MiB, \(snapshot.clones) started from it, \(snapshot.spares) waiting"
        }
    }

    private static func counts(_ machines: [MachineSnapshot]) -> String {
        let parts = PowerState.allCases.compactMap { state -> String? in
            let count = machines.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        return ([String(machines.count)] + parts).joined(separator: ", ")
    }
}
