internal import Crypto
package import Hypervisor
internal import LinuxIO

/// A stopped machine: its memory and the state of its devices, in two memory files that nobody can write to.
package final class QEMUSnapshot: GoldenSnapshot {
    package let memoryMiB: Int
    package let heldMiB: Int
    private let specification: MachineSpecification
    private let memory: OwnedDescriptor
    private let state: OwnedDescriptor
    /// What stands in the empty drive.
    private let drive: OwnedDescriptor?
    private let stateByteCount: Int
    /// SHA-256 of the state's bytes.
    private let stateDigest: [UInt8]

    /// Seals what a machine left that has ended.
    ///
    /// - Parameters:
    ///   - memory: Its memory, which nobody maps any more.
    ///   - state: What QEMU wrote of its devices.
    ///   - drive: What stands in its empty drive.
    ///   - specification: What it was made of.
    ///   - digest: The digest of the state that is expected; nil for that of this one.
    /// - Throws: When a file cannot be sealed, or has no state in it.
    init(
        memory: consuming OwnedDescriptor, state: consuming OwnedDescriptor, drive: consuming OwnedDescriptor?,
        of specification: MachineSpecification, digest: [UInt8]? = nil
    ) throws(HypervisorError) {
        do {
            try memory.sealContents()
            try state.sealContents()
            stateByteCount = try state.sizeBytes()
            stateDigest = try digest ?? Array(SHA256.hash(data: try state.read(at: 0, limit: stateByteCount)))
            heldMiB = (try memory.allocatedBytes() + state.allocatedBytes()) >> 20
        } catch {
            throw .host("the snapshot cannot be kept: \(error)")
        }
        guard stateByteCount > 0 else { throw .host("QEMU wrote no state of its devices") }
        memoryMiB = specification.memoryMiB
        self.specification = specification
        self.memory = memory
        self.state = state
        self.drive = drive
    }

    /// Whether a machine of this specification can go on from here: it has the same devices over the same files.
    func fits(_ other: MachineSpecification) -> Bool {
        other.memoryMiB == memoryMiB && other.vcpus == specification.vcpus
            && other.kernelPath == specification.kernelPath && other.initramfsPath == specification.initramfsPath
            && other.kernelArguments == specification.kernelArguments && other.disks == specification.disks
    }

    /// A copy of what stands in the empty drive, for one machine; nil where there is no such drive.
    func copyDrive() throws(SystemError) -> OwnedDescriptor? {
        switch drive {
        case .none: nil
        case .some(let drive): try drive.copyInMemory(name: "bulkhead-drive")
        }
    }

    func duplicateMemory() throws(SystemError) -> OwnedDescriptor { try memory.duplicate() }

    /// The device state, from its first byte, for one reader.
    ///
    /// - Throws: When it is not what was written: a machine that came up half-restored could still answer.
    func openState() throws(HypervisorError) -> OwnedDescriptor {
        do {
            let bytes = try state.read(at: 0, limit: stateByteCount + 1)
            guard Array(SHA256.hash(data: bytes)) == stateDigest else {
                throw HypervisorError.host("the device state of the snapshot has been altered")
            }
            // A descriptor of its own: its position is nobody else's.
            return try FileSystem.open("/proc/self/fd/\(state.number)")
        } catch let error as HypervisorError {
            throw error
        } catch {
            throw .host("the snapshot cannot be read: \(error)")
        }
    }

    /// A copy whose device state is another, for tests of what comes of that.
    ///
    /// - Parameters:
    ///   - isNoticed: Whether the digest stays that of the true state.
    ///   - change: Makes the other state.
    /// - Returns: The copy.
    /// - Throws: `host` when memory files cannot be made.
    package func altered(
        isNoticed: Bool, _ change: ([UInt8]) -> [UInt8]
    ) throws(HypervisorError) -> QEMUSnapshot {
        do {
            let bytes = change(try state.read(at: 0, limit: stateByteCount))
            let copy = try OwnedDescriptor.memoryFile(name: "bulkhead-state", sizeBytes: 0)
            try copy.writeAll(bytes)
            return try QEMUSnapshot(
                memory: try memory.duplicate(), state: copy, drive: try copyDrive(), of: specification,
                digest: isNoticed ? stateDigest : nil)
        } catch let error as HypervisorError {
            throw error
        } catch {
            throw .host("\(error)")
        }
    }
}
