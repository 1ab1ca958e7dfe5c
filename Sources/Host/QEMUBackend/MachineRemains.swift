internal import Hypervisor
internal import Jail
internal import LinuxIO

/// Ends and removes what was made for a machine; blocks this thread.
enum MachineRemains {
    /// How long the kernel may take to end a killed process.
    private static let endMilliseconds: Int32 = 5_000
    /// How long the monitor may take to follow its machine.
    private static let monitorMilliseconds: Int32 = 2_000
    private static let monitorName = "bwrap"

    static func remove(_ record: InstanceRecord) {
        if let process = try? ProcessHandle(record.processID, startTicks: record.processStartTicks) {
            process.send(.kill)
            waitForEnd(process, milliseconds: endMilliseconds)
        }
        endMonitor(record.monitorID)
        for path in [record.controlSocket, record.channelSocket, record.consoleSocket] {
            try? FileSystem.remove(path)
        }
        ControlGroups.remove(record.controlGroups)
    }

    /// Ends a process that has no record yet.
    static func end(_ jailed: JailedProcess) {
        if let process = try? ProcessHandle(jailed.processID) { process.send(.kill) }
        endMonitor(jailed.monitorID)
    }

    /// Waits for the monitor, which ends with its machine, and reaps it if it is ours.
    private static func endMonitor(_ identifier: Int32) {
        // The number may belong to another process by now: only what is a monitor is touched.
        if let monitor = try? ProcessHandle(identifier),
            (try? FileSystem.readText("/proc/\(identifier)/comm")) == monitorName
        {
            if !waitForEnd(monitor, milliseconds: monitorMilliseconds) {
                monitor.send(.kill)
                waitForEnd(monitor, milliseconds: monitorMilliseconds)
            }
        }
        _ = ChildProcess.reap(identifier)
    }

    @discardableResult
    private static func waitForEnd(_ process: borrowing ProcessHandle, milliseconds: Int32) -> Bool {
        var poller = Poller()
        _ = poller.add(process.number, .readable)
        return poller.wait(milliseconds: milliseconds) > 0
    }
}
