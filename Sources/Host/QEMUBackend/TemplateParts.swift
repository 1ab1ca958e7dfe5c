internal import Hypervisor
internal import LinuxIO
internal import Synchronization

/// What the snapshot of a template is made of when its machine has ended.
final class TemplateParts: Sendable {
    let specification: MachineSpecification
    private let memory: Mutex<OwnedDescriptor?>
    private let drive: Mutex<OwnedDescriptor?>

    init(
        memory: consuming OwnedDescriptor, drive: consuming OwnedDescriptor?, specification: MachineSpecification
    ) {
        self.memory = Mutex(memory)
        self.drive = Mutex(drive)
        self.specification = specification
    }

    /// The guest's memory, to the first who asks.
    func takeMemory() -> OwnedDescriptor? { memory.withLock { $0.take() } }

    /// What stands in the empty drive, to the first who asks; nil where there is no such drive.
    func takeDrive() -> OwnedDescriptor? { drive.withLock { $0.take() } }
}
