internal import LinuxIO

/// What the host says about running guests on the processor.
package struct AcceleratorFacts: Hashable, Sendable {
    package enum Device: Hashable, Sendable {
        case missing
        /// It does not open; the kernel's reason.
        case closed(reason: String)
        /// It opens, but only for root, and machines do not run as root.
        case onlyForRoot
        /// It opens, for every user or for members of a group.
        case open(group: UInt32?)
    }

    private static let devicePath = "/dev/kvm"
    private static let groupMayUse: UInt32 = 0o060
    private static let allMayUse: UInt32 = 0o006

    package let device: Device
    /// The processor has the flag `vmx` (Intel) or `svm` (AMD).
    package let processorVirtualizes: Bool

    package init(device: Device, processorVirtualizes: Bool) {
        self.device = device
        self.processorVirtualizes = processorVirtualizes
    }

    /// Asks this host.
    package static func read() -> AcceleratorFacts {
        let text = (try? FileSystem.readText("/proc/cpuinfo")) ?? ""
        return AcceleratorFacts(device: readDevice(), processorVirtualizes: processorVirtualizes(cpuinfo: text))
    }

    /// Whether the text of /proc/cpuinfo names a virtualization flag.
    package static func processorVirtualizes(cpuinfo text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            guard line.hasPrefix("flags") else { return false }
            return line.split(whereSeparator: \.isWhitespace).contains { $0 == "vmx" || $0 == "svm" }
        }
    }

    private static func readDevice() -> Device {
        guard let permissions = FileSystem.permissions(devicePath) else { return .missing }
        do { _ = try FileSystem.open(devicePath, .readWrite) } catch { return .closed(reason: error.reason) }
        if permissions.mode & allMayUse == allMayUse { return .open(group: nil) }
        if permissions.mode & groupMayUse == groupMayUse { return .open(group: permissions.group) }
        return .onlyForRoot
    }
}
