internal import LinuxIO

/// Finds things that the kernel makes a moment after their driver was loaded.
enum BlockDevices {
    private static let patienceNanoseconds: UInt64 = 10_000_000_000
    private static let stepMilliseconds: UInt32 = 2

    /// Waits for `find` to find something, looking every few milliseconds.
    static func awaiting<Found>(_ what: String, _ find: () -> Found?) throws(AgentError) -> Found {
        let deadline = Clock.monotonicNanoseconds() + patienceNanoseconds
        while true {
            if let found = find() { return found }
            guard Clock.monotonicNanoseconds() < deadline else { throw .missing(what) }
            Clock.sleep(milliseconds: stepMilliseconds)
        }
    }

    /// The size of what stands in an empty drive, in sectors of 512 bytes; every disk is larger.
    private static let emptyDriveSectors = 16_384

    /// The device file of the virtio disk with this serial number.
    ///
    /// - Parameters:
    ///   - serial: The disk's name.
    ///   - isEmpty: Whether the drive is wanted before there is a disk in it.
    /// - Returns: A path below /dev.
    /// - Throws: When there is none for some seconds.
    static func path(serial: String, isEmpty: Bool = false) throws(AgentError) -> String {
        try awaiting("the disk '\(serial)'") {
            for name in (try? FileSystem.list("/sys/block")) ?? [] where name.hasPrefix("vd") {
                guard (try? FileSystem.readText("/sys/block/\(name)/serial")) == serial else { continue }
                let path = "/dev/\(name)"
                let sectors = (try? FileSystem.readText("/sys/block/\(name)/size")).flatMap { Int($0) } ?? 0
                return (sectors <= emptyDriveSectors) == isEmpty && FileSystem.exists(path) ? path : nil
            }
            return nil
        }
    }

    /// The device file of the virtio-serial port of this name.
    static func port(named wanted: String) throws(AgentError) -> String {
        try awaiting("the port '\(wanted)'") {
            let directory = "/sys/class/virtio-ports"
            for name in (try? FileSystem.list(directory)) ?? [] {
                guard (try? FileSystem.readText("\(directory)/\(name)/name")) == wanted else { continue }
                let path = "/dev/\(name)"
                return FileSystem.exists(path) ? path : nil
            }
            return nil
        }
    }
}
