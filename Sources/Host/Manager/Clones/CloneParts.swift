import Hypervisor
import Images
import LinuxIO
import Logging
import Machines

/// What the making of snapshots and clones shares with the manager.
struct CloneParts: Sendable {
    let hypervisor: any Hypervisor
    let brokers: BrokerLauncher
    let users: TransientUsers
    let volumes: VolumeLimit
    let runDirectory: String
    let stateDirectory: String
    let logger: Logger

    /// Where machines are made that no definition names.
    var directory: String { "\(runDirectory)/spares" }

    /// A free user of the range.
    func takeUser() throws(StartError) -> UInt32 {
        guard let user = users.borrow() else {
            throw .noRoom("all users of [uids] are in use", advice: "Give [uids] a greater 'count'.")
        }
        return user
    }

    /// What a machine of a shape is made of, but for what only one VM has.
    func specification(
        _ image: TemplateImage, _ shape: SnapshotShape, name: MachineName, userID: UInt32, runDirectory: String,
        isTemplate: Bool = false
    ) -> MachineSpecification {
        MachineSpecification(
            name: name, memoryMiB: shape.memoryMiB, vcpus: shape.vcpus, userID: userID, kernelPath: image.kernelPath,
            initramfsPath: image.initramfsPath, kernelArguments: image.kernelArguments,
            disks: [
                DiskSpecification(serial: "root", path: image.rootPath, isReadOnly: true),
                DiskSpecification.empty(serial: "private"),
            ], runDirectory: runDirectory, isTemplate: isTemplate,
            largestDiskBytes: volumes.bytes)
    }

    /// Ends a machine and its broker that belong to no VM, and removes what they had.
    func remove(_ machine: (any MachineInstance)?, _ broker: BrokerProcess?, _ directory: String, user: UInt32) async {
        broker?.end()
        if let machine {
            await machine.kill()
            await hypervisor.clean(machine.record)
        }
        if let broker { await broker.waitForEnd() }
        try? FileSystem.removeTree(directory)
        users.give(back: user)
    }
}

extension TemplateImage {
    var kernelArguments: [String] {
        ["console=ttyS0", "panic=-1", "quiet", "loglevel=4", "random.trust_cpu=on", verity.kernelArgument]
    }
}
