package import Machines

/// All that a hypervisor needs to start one machine: every name looked up, every path absolute.
package struct MachineSpecification: Hashable, Sendable {
    package let name: MachineName
    package let memoryMiB: Int
    package let vcpus: Int
    /// The host user and group that the machine's processes run as, one for each machine.
    package let userID: UInt32
    package let kernelPath: String
    package let initramfsPath: String
    /// The kernel's command line, in order.
    package let kernelArguments: [String]
    package let disks: [DiskSpecification]
    /// An existing directory of root's, mode 0700, for the machine's sockets.
    package let runDirectory: String
    /// Whether ``MachineInstance/freeze()`` is to make a snapshot of it.
    package let isTemplate: Bool
    /// The largest disk that may be put into an empty drive, in bytes: its process can make no file larger.
    package let largestDiskBytes: Int
    /// How large the state of a template's devices may become, in bytes; half a MiB is what they take.
    package let stateLimitBytes: Int

    package init(
        name: MachineName, memoryMiB: Int, vcpus: Int, userID: UInt32, kernelPath: String, initramfsPath: String,
        kernelArguments: [String], disks: [DiskSpecification],
        runDirectory: String, isTemplate: Bool = false, largestDiskBytes: Int = 0,
        stateLimitBytes: Int = 64 << 20
    ) {
        self.name = name
        self.memoryMiB = memoryMiB
        self.vcpus = vcpus
        self.userID = userID
        self.kernelPath = kernelPath
        self.initramfsPath = initramfsPath
        self.kernelArguments = kernelArguments
        self.disks = disks
        self.runDirectory = runDirectory
        self.isTemplate = isTemplate
        self.largestDiskBytes = largestDiskBytes
        self.stateLimitBytes = stateLimitBytes
    }
}
