import LinuxIO

/// A broker's process, and the one that keeps its sandbox.
struct BrokerProcess: Hashable, Sendable {
    let identifier: Int32
    let startTicks: UInt64
    let monitorID: Int32

    var isAlive: Bool {
        guard let handle = try? ProcessHandle(identifier, startTicks: startTicks) else { return false }
        return !handle.hasEnded()
    }

    /// Ends it at once; safe to call again.
    func end() {
        if let handle = try? ProcessHandle(identifier, startTicks: startTicks) { handle.send(.kill) }
    }

    /// Reaps what is ours to reap.
    func reap() {
        _ = ChildProcess.reap(monitorID)
        _ = ChildProcess.reap(identifier)
    }
}
