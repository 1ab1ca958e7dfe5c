import LinuxIO

/// Ends what a manager that was killed in the middle of a start left behind.
enum OrphanSweep {
    /// Ends every process of a machine's user; nobody else runs as that user.
    static func end(processesOf userID: UInt32) async {
        for _ in 0..<200 {
            let processes = ProcessTable.processes(ofUser: userID)
            if processes.isEmpty { return }
            for process in processes {
                if let handle = try? ProcessHandle(process) { handle.send(.kill) }
                _ = ChildProcess.reap(process)
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    static func removeSockets(in directory: String) {
        for name in (try? FileSystem.list(directory)) ?? [] where FileSystem.isSocket(directory + "/" + name) {
            try? FileSystem.remove(directory + "/" + name)
        }
    }
}
