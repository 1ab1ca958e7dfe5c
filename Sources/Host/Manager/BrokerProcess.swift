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

    /// Waits, for two seconds at most, until it and its sandbox are gone.
    func waitForEnd() async {
        for _ in 0..<400 {
            reap()
            guard isAlive || ProcessHandle.startTicks(of: monitorID) != nil else { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Reaps what is ours to reap.
    func reap() {
        _ = ChildProcess.reap(monitorID)
        _ = ChildProcess.reap(identifier)
    }
}
