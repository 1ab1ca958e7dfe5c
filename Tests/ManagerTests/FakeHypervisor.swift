import Hypervisor
import LinuxIO
import Machines

/// A hypervisor that makes volumes as plain files and no machines.
struct FakeHypervisor: Hypervisor {
    /// Fails to make volumes, as a full disk does.
    var isDiskFull = false

    var capabilities: HypervisorCapabilities { [] }
    var accelerator: (name: String, reason: String) { ("fake", "for tests") }

    func create(_ specification: MachineSpecification) async throws(HypervisorError) -> any MachineInstance {
        throw .unusable(what: "there are no machines here", advice: "")
    }

    func clone(
        _ snapshot: any GoldenSnapshot, as specification: MachineSpecification
    ) async throws(HypervisorError) -> any MachineInstance {
        throw .unusable(what: "there are no snapshots here", advice: "")
    }

    func adopt(_ record: InstanceRecord) async throws(HypervisorError) -> any MachineInstance { throw .gone }

    func clean(_ record: InstanceRecord) async {}

    func sweep(_ name: MachineName) async {}

    func createVolume(
        at path: String, sizeMiB: Int, encryption: DiskSpecification.Encryption
    ) async throws(HypervisorError) {
        guard !isDiskFull else { throw .host("write \(path): No space left on device") }
        guard !FileSystem.exists(path) else { throw .host("\(path) exists") }
        do { try FileSystem.open(path, .createNew).truncate(toBytes: sizeMiB << 20) } catch { throw .host("\(error)") }
    }
}
