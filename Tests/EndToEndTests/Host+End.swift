import LinuxIO
import TestSupport
import Testing

/// The end of a host: everything down, and a look at what is left.
extension Host {
    /// Shuts everything down, records an issue for whatever is left, and removes it.
    func end() async {
        _ = groups
        do {
            let down = try await bulkhead("down", "--force", "--timeout", "20")
            if down.status != 0 { Issue.record("'down' ended with \(down.status): \(down.errors)") }
        } catch {
            Issue.record(error, "'down' failed; the manager's log: \(managerLog)")
        }
        // Processes may be on their way out still.
        try? await eventually("nothing is left", withinSeconds: 10) { leftovers().isEmpty }
        for rest in leftovers() { Issue.record("left over: \(rest)") }
        sweep()
    }

    /// What a host that is down should not have left, one sentence each.
    func leftovers() -> [String] {
        processes().map { "process \($0)" } + traces(below: nil)
    }

    /// What is left of one VM that is down, or with nil of all: files, mounts, control groups; not processes.
    func traces(below machine: String?) -> [String] {
        let folder = machine.map { "\(run)/vms/\($0)" } ?? run
        var found: [String] = []
        for path in Self.files(below: folder) {
            if FileSystem.isSocket(path) { found.append("socket \(path)") }
            if path.hasSuffix("/state.json") { found.append("file \(path)") }
        }
        for path in Self.files(below: folder) + Self.files(below: state) where path.hasSuffix(".partial") {
            found.append("half-made file \(path)")
        }
        let sockets = (try? FileSystem.readText("/proc/net/unix", limit: 16 << 20)) ?? ""
        for line in sockets.split(separator: "\n") where line.contains(folder + "/") {
            found.append("open socket \(line.drop { $0 != "/" })")
        }
        let mounts = (try? FileSystem.readText("/proc/self/mountinfo", limit: 16 << 20)) ?? ""
        for line in mounts.split(separator: "\n") where line.contains(folder + "/") {
            found.append("mount \(line)")
        }
        for group in groups where FileSystem.exists(group) && group.contains("/" + (machine ?? "")) {
            // The parent of all VMs' groups is everybody's, and may stay.
            if FileSystem.lastComponent(of: group) != "bulkhead" { found.append("control group \(group)") }
        }
        return found
    }

    /// All files below a directory that are no directories themselves.
    static func files(below folder: String) -> [String] {
        ((try? FileSystem.list(folder)) ?? []).flatMap { name in
            let path = "\(folder)/\(name)"
            return FileSystem.linkTarget(path) == nil && FileSystem.isDirectory(path) ? files(below: path) : [path]
        }
    }

    /// Ends and removes whatever is left, so that one failure is not the next one's reason.
    private func sweep() {
        for _ in 0..<50 {
            let rest = processes()
            if rest.isEmpty { break }
            for process in rest { process.kill() }
            Clock.sleep(milliseconds: 20)
        }
        for group in groups where FileSystem.lastComponent(of: group) != "bulkhead" {
            try? FileSystem.removeDirectory(group)
        }
        for folder in [run, directory] {
            do { try FileSystem.removeTree(folder) } catch { Issue.record(error, "\(folder) cannot be removed") }
        }
    }
}
