import LinuxIO
import SystemBus

/// A descriptor with several owners, closed with the last.
final class SharedDescriptor: Sendable {
    let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    /// Takes what was made for a message; nil when it was taken before.
    init?(taking descriptor: BusDescriptor) {
        guard let taken = descriptor.take() else { return nil }
        self.descriptor = taken
    }
}
