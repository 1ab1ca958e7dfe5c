internal import CLinux
internal import Glibc

/// A process that cannot be mistaken for a later one with the same number.
///
/// Holds a pidfd; `startTicks` (proc(5), stat field 22) identifies the process across a restart of the manager.
package struct ProcessHandle: ~Copyable, Sendable {
    package let identifier: Int32
    package let startTicks: UInt64
    private let descriptor: OwnedDescriptor

    /// Opens a running process, a child or not.
    ///
    /// - Parameters:
    ///   - identifier: The process's number.
    ///   - expected: If given, the process must be the one that started then.
    /// - Throws: `noProcess` when it is gone or another has its number.
    package init(_ identifier: Int32, startTicks expected: UInt64? = nil) throws(SystemError) {
        let raw = bulkhead_pidfd_open(identifier)
        guard raw >= 0 else { throw .last("open process", "\(identifier)") }
        let descriptor = OwnedDescriptor(adopting: raw)
        // Read after the pidfd is open: if the number had been reused before, the ticks differ.
        guard let ticks = Self.startTicks(of: identifier), expected == nil || ticks == expected else {
            throw SystemError("open process", "\(identifier)", code: ESRCH)
        }
        self.identifier = identifier
        self.startTicks = ticks
        self.descriptor = descriptor
    }

    /// The pidfd, readable when the process has ended.
    package var number: CInt { descriptor.number }

    /// Whether the process has ended (it may still wait to be reaped).
    package borrowing func hasEnded() -> Bool {
        var item = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&item, 1, 0) > 0
    }

    package borrowing func send(_ signal: ProcessSignal) {
        _ = bulkhead_pidfd_send_signal(descriptor.number, signal.rawValue)
    }

    package borrowing func duplicateDescriptor() throws(SystemError) -> OwnedDescriptor {
        try descriptor.duplicate()
    }

    /// Field 22 of /proc/PID/stat, nil if there is no such process or it is dead already.
    package static func startTicks(of identifier: Int32) -> UInt64? {
        guard let text = try? FileSystem.readText("/proc/\(identifier)/stat") else { return nil }
        // The command's name is in parentheses and may hold anything: fields are counted behind the last one.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        return UInt64(fields[19])
    }

    /// Proportional set size, private dirty and shared memory of a process in KiB (proc(5), smaps_rollup); nil if
    /// unreadable.
    package static func memoryKiB(of identifier: Int32) -> (proportional: Int, privateDirty: Int, shared: Int)? {
        guard let text = try? FileSystem.readText("/proc/\(identifier)/smaps_rollup") else { return nil }
        var proportional = 0
        var privateDirty = 0
        var shared = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 2, let value = Int(fields[1]) else { continue }
            if fields[0] == "Pss:" { proportional = value }
            if fields[0] == "Private_Dirty:" { privateDirty = value }
            if fields[0] == "Shared_Clean:" || fields[0] == "Shared_Dirty:" { shared += value }
        }
        return (proportional, privateDirty, shared)
    }

    /// The processor time that a process has taken, all its threads, in milliseconds; nil when it has ended.
    package static func processorMilliseconds(of identifier: Int32) -> Double? {
        // proc(5): user and system time are the fields 14 and 15, in ticks; the name in field 2 may have spaces.
        guard let text = try? FileSystem.readText("/proc/\(identifier)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) * 1_000 / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    /// Children of a process, from the kernel's list.
    package static func children(of identifier: Int32) -> [Int32] {
        guard let text = try? FileSystem.readText("/proc/\(identifier)/task/\(identifier)/children") else { return [] }
        return text.split(separator: " ").compactMap { Int32($0) }
    }
}

/// The signals that Bulkhead sends or handles.
package enum ProcessSignal: CInt, Sendable {
    case hangUp = 1
    case interrupt = 2
    case kill = 9
    case user1 = 10
    case terminate = 15
    case child = 17
    case windowChange = 28
}
