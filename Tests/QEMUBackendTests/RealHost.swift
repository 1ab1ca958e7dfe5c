import Hypervisor
import LinuxIO
import Machines
import QEMUBackend

/// A backend of one test's own, with a run directory, on a host that can run QEMU.
final class RealHost: Sendable {
    static let isAble =
        CurrentProcess.effectiveUserID == 0 && ChildProcess.find("qemu-system-x86_64") != nil
        && ChildProcess.find("bwrap") != nil && launcherDirectory != nil

    /// Where the programs of this build are: beside the test program.
    static let launcherDirectory: String? = {
        let own = CurrentProcess.executablePath.map(FileSystem.parent(of:)) ?? "."
        let candidates = [own, "\(CurrentProcess.workingDirectory)/.build/debug", FileSystem.parent(of: own)]
        return candidates.first { FileSystem.isExecutable("\($0)/bulkhead-launch") }
    }()

    let directory: String
    let instanceName: String
    let backend: QEMUBackend
    let userID = UInt32.random(in: 200_000...900_000)

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-qemu-")
        instanceName = FileSystem.lastComponent(of: directory)
        backend = try Self.backend(instanceName)
        // A kernel that QEMU takes and that does nothing.
        try FileSystem.writeAtomically("\(directory)/kernel", Self.haltingKernel)
        try FileSystem.writeAtomically("\(directory)/initramfs", Array(repeating: 0x30, count: 512))
    }

    deinit { try? FileSystem.removeTree(directory) }

    static func backend(_ name: String) throws -> QEMUBackend {
        try QEMUBackend(instanceName: name, programs: launcherDirectory ?? ".", accelerator: .tcg)
    }

    func specification(
        _ name: String = "sample", kernel: String? = nil, disks: [DiskSpecification] = [], runDirectory: String? = nil
    ) throws -> MachineSpecification {
        MachineSpecification(
            name: try MachineName(name), memoryMiB: 64, vcpus: 1, userID: userID,
            kernelPath: kernel ?? "\(directory)/kernel", initramfsPath: "\(directory)/initramfs",
            kernelArguments: ["console=ttyS0"], disks: disks, runDirectory: runDirectory ?? directory)
    }

    /// What is left in the run directory and in the control groups.
    func remains() throws -> [String] {
        let sockets = try FileSystem.list(directory).filter { $0.hasSuffix(".sock") }
        let mounts = try FileSystem.readText("/proc/self/mounts")
        let groups = ControlGroups(mounts: mounts).directories(instance: instanceName, machine: "sample")
        return sockets + groups.filter(FileSystem.exists)
    }

    /// A multiboot-free bzImage whose real-mode part halts: the boot sector with "HdrS" (Linux boot protocol 2.00).
    private static let haltingKernel: [UInt8] = {
        var image = [UInt8](repeating: 0xF4, count: 4_096)
        image[0x1F1] = 1
        image.replaceSubrange(0x1FE..<0x200, with: [0x55, 0xAA])
        // A jump over the header to a "cli; hlt; jmp" loop.
        image.replaceSubrange(0x200..<0x202, with: [0xEB, 0x66])
        image.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        image.replaceSubrange(0x206..<0x208, with: [0x00, 0x02])
        image[0x211] = 1
        image.replaceSubrange(0x268..<0x26C, with: [0xFA, 0xF4, 0xEB, 0xFD])
        return image
    }()
}
