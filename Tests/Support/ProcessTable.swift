import LinuxIO

/// A process as /proc tells it.
package struct ProcessEntry: Hashable, Sendable, CustomStringConvertible {
    package let identifier: Int32
    package let parent: Int32
    package let userID: UInt32
    /// The first 15 bytes of the program's name.
    package let name: String
    package let commandLine: [String]

    package var description: String {
        let words = commandLine.isEmpty ? name : commandLine.joined(separator: " ")
        return "\(identifier) (uid \(userID)) \(words.prefix(160))"
    }

    /// Control groups in all hierarchies, as directories under `/sys/fs/cgroup`.
    package var controlGroups: [String] {
        let text = (try? FileSystem.readText("/proc/\(identifier)/cgroup")) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2] != "/" else { return nil }
            // Version 2 has no name, and stands alone where there is no version 1.
            guard !fields[1].isEmpty else {
                return "/sys/fs/cgroup" + (FileSystem.exists("/sys/fs/cgroup/unified") ? "/unified" : "") + fields[2]
            }
            let hierarchy = fields[1].hasPrefix("name=") ? fields[1].dropFirst(5) : fields[1]
            return "/sys/fs/cgroup/\(hierarchy)\(fields[2])"
        }
    }

    /// Open descriptors; nil when the process is gone.
    package var descriptorCount: Int? { Self.descriptorCount(of: identifier) }

    package static func descriptorCount(of process: Int32) -> Int? {
        guard let names = try? FileSystem.list("/proc/\(process)/fd"), !names.isEmpty else { return nil }
        return names.count
    }

    /// The namespaces that the process is in, for example `net:[4026531840]`.
    package var namespaces: Set<String> {
        let names = (try? FileSystem.list("/proc/\(identifier)/ns")) ?? []
        return Set(names.compactMap { FileSystem.linkTarget("/proc/\(identifier)/ns/\($0)") })
    }

    package func kill() {
        // Opened and looked at again, so that the signal cannot reach a stranger with the same number.
        guard let handle = try? ProcessHandle(identifier), Self(identifier: identifier)?.name == name else { return }
        handle.send(.kill)
    }

    /// Reads one process; nil when there is none, or it is dead and waits to be reaped.
    package init?(identifier: Int32) {
        guard let status = try? FileSystem.readText("/proc/\(identifier)/status"),
            let command = try? FileSystem.read("/proc/\(identifier)/cmdline", limit: 1 << 20)
        else { return nil }
        var fields: [Substring: Substring] = [:]
        for line in status.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0]] = parts[1].drop { $0 == "\t" }
        }
        guard let name = fields["Name"], let parent = fields["PPid"].flatMap({ Int32($0) }),
            let user = fields["Uid"]?.split(separator: "\t").first.flatMap({ UInt32($0) }),
            fields["State"]?.hasPrefix("Z") == false, fields["State"]?.hasPrefix("X") == false
        else { return nil }
        self.identifier = identifier
        self.parent = parent
        userID = user
        self.name = String(name)
        commandLine = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// All processes that live.
    package static func all() -> [ProcessEntry] {
        ((try? FileSystem.list("/proc")) ?? []).compactMap { Int32($0) }.compactMap { ProcessEntry(identifier: $0) }
    }
}
