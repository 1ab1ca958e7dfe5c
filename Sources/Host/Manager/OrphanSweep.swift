import LinuxIO
import Machines

/// Ends what a manager that was killed in the middle of a start left behind.
enum OrphanSweep {
    /// Ends every process of a machine's user that no other manager keeps.
    static func end(processesOf userID: UInt32, runDirectory: String) async {
        for _ in 0..<200 {
            let processes = ProcessTable.processes(ofUser: userID).filter { process in
                isOurs(process, runDirectory: runDirectory)
            }
            if processes.isEmpty { return }
            for process in processes {
                if let handle = try? ProcessHandle(process) { handle.send(.kill) }
                _ = ChildProcess.reap(process)
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Ends every process of a range of users, but those of the ones that are known.
    static func end(processesIn range: UserIDRange, besides known: Set<UInt32>, runDirectory: String) async {
        for userID in ProcessTable.users().sorted() where range.contains(userID) && !known.contains(userID) {
            await end(processesOf: userID, runDirectory: runDirectory)
        }
    }

    /// A process in the control group of another manager is that one's, though its user has the same number.
    private static func isOurs(_ process: Int32, runDirectory: String) -> Bool {
        guard let groups = try? FileSystem.readText("/proc/\(process)/cgroup"), groups.contains("/bulkhead/") else {
            return true
        }
        return groups.contains("/bulkhead/\(InstanceName.of(runDirectory: runDirectory))/")
    }

    /// Removes what writers that were killed left in a directory.
    static func removePartialFiles(in directory: String) {
        for name in (try? FileSystem.list(directory)) ?? [] where name.hasSuffix(".partial") {
            try? FileSystem.remove(directory + "/" + name)
        }
    }

    static func removeSockets(in directory: String) {
        for name in (try? FileSystem.list(directory)) ?? [] where FileSystem.isSocket(directory + "/" + name) {
            try? FileSystem.remove(directory + "/" + name)
        }
    }
}
