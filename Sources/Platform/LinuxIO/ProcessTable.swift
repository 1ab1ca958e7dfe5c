/// The processes of the host, from /proc.
package enum ProcessTable {
    /// Processes whose real user is `userID`, from a snapshot.
    package static func processes(ofUser userID: UInt32) -> [Int32] {
        let names = (try? FileSystem.list("/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { realUser(of: $0) == userID }
    }

    /// The real users of all processes.
    package static func users() -> Set<UInt32> {
        let names = (try? FileSystem.list("/proc")) ?? []
        return Set(names.compactMap { Int32($0) }.compactMap { realUser(of: $0) })
    }

    /// The real user of a process (proc(5), status), nil if it is gone.
    package static func realUser(of identifier: Int32) -> UInt32? {
        guard let text = try? FileSystem.readText("/proc/\(identifier)/status") else { return nil }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Uid:") }) else { return nil }
        let fields = line.split { $0 == "\t" || $0 == " " }
        return fields.count > 1 ? UInt32(fields[1]) : nil
    }

    /// Memory of the host in MiB (proc(5), meminfo).
    package static var totalMemoryMiB: Int { memoryMiB("MemTotal:") }

    /// Memory that new programs can have without swapping, in MiB (proc(5), meminfo).
    package static var availableMemoryMiB: Int { memoryMiB("MemAvailable:") }

    private static func memoryMiB(_ field: String) -> Int {
        guard let text = try? FileSystem.readText("/proc/meminfo") else { return 0 }
        let fields = text.split(separator: "\n").first { $0.hasPrefix(field) }?.split(separator: " ")
        guard let fields, fields.count > 1, let kibibytes = Int(fields[1]) else { return 0 }
        return kibibytes / 1_024
    }

    /// The number of a group in /etc/group, nil if there is none.
    package static func groupID(named name: String) -> UInt32? {
        guard let text = try? FileSystem.readText("/etc/group") else { return nil }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count >= 3, fields[0] == name { return UInt32(fields[2]) }
        }
        return nil
    }
}
