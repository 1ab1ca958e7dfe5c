import Hypervisor
import Images
import LinuxIO
import Machines
import ManagerClient

/// All that machines start from instead of booting.
struct Clones: Sendable {
    let parts: CloneParts
    let snapshots: SnapshotKeeper
    private let spares: SparePool
    /// More than the header of an encrypted volume takes.
    private static let headerBytes = 64 << 20

    var users: TransientUsers { parts.users }

    /// The largest disk that may be put into a machine's empty drive, in bytes.
    var largestDiskBytes: Int { parts.volumes.bytes }

    init(parts: CloneParts, settings: CloneSettings, parallel: Int) {
        self.parts = parts
        snapshots = SnapshotKeeper(parts: parts, budgetMiB: settings.snapshotMiB, parallel: parallel)
        spares = SparePool(parts: parts, snapshots: snapshots)
    }

    /// Makes ready what these machines start from.
    func prepare(_ machines: [MachineDefinition], imageDirectory: String, _ settings: CloneSettings) async {
        // Also where nothing is cloned: a disposable that boots finds its drive empty as well.
        let hasGrown = parts.volumes.set(largestVolumeBytes(of: machines))
        guard parts.hypervisor.capabilities.contains(.clones) else { return }
        if hasGrown { await spares.drop() }
        var shapes: [SnapshotShape: TemplateImage] = [:]
        for machine in machines where machine.start.mode == .clone && machine.machineClass.startsFromImage {
            guard let template = machine.template,
                let image = try? TemplateImage.current(template.text, in: imageDirectory)
            else { continue }
            shapes[
                SnapshotShape(
                    template: image.name, version: image.version, memoryMiB: machine.memoryMiB, vcpus: machine.vcpus)] =
                image
        }
        await snapshots.prepare(shapes, budgetMiB: settings.snapshotMiB)
        await spares.keep(shapes, countPerShape: settings.spares)
    }

    /// That of the largest volume that any of the machines has or will get, with room for its header.
    private func largestVolumeBytes(of machines: [MachineDefinition]) -> Int {
        let sizes = machines.map { machine in
            let store = MachineStore(name: machine.name, stateDirectory: parts.stateDirectory)
            return max(machine.volume.sizeMiB << 20, FileSystem.sizeBytes(store.volumePath) ?? 0)
        }
        return (sizes.max() ?? 0) + Self.headerBytes
    }

    func take(_ shape: SnapshotShape, _ image: TemplateImage) async throws(StartError) -> Spare {
        try await spares.take(shape, image)
    }

    /// What snapshots and clones that wait take of the host's memory, in MiB.
    var heldMiB: Int {
        get async { await snapshots.heldMiB + spares.memoryMiB }
    }

    /// Lets go of what waits for nobody in particular; false when there was nothing.
    func yield() async -> Bool {
        let hadAny = await heldMiB > 0
        await spares.drop()
        await snapshots.drop()
        return hadAny
    }

    /// What 'bulkhead status' tells.
    func facts() async -> [SnapshotFacts] { await snapshots.facts(spares: spares.counts) }

    /// Ends everything that belongs to no machine.
    func close() async {
        await snapshots.close()
        await spares.close()
    }

    /// Ends what an earlier manager made and no machine has.
    func sweep() async {
        for folder in (try? FileSystem.list(parts.directory)) ?? [] {
            if let name = try? MachineName(folder) { await parts.hypervisor.sweep(name) }
            try? FileSystem.removeTree("\(parts.directory)/\(folder)")
        }
    }
}
