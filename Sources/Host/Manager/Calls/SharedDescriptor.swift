import LinuxEvents
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

    /// Reads all until the end, beginning within the time; nil when nothing has come by then, or it cannot be read.
    func readAll(limit: Int, withinMilliseconds milliseconds: Int32) async -> [UInt8]? {
        await WorkQueue(label: "bulkhead.status").run {
            var poller = Poller()
            _ = poller.add(self.descriptor.number, .readable)
            guard poller.wait(milliseconds: milliseconds) > 0 else { return nil }
            return try? self.descriptor.readAll(limit: limit)
        }
    }
}
