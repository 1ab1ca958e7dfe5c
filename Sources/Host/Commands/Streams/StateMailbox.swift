import LinuxIO
import ManagerClient
import Synchronization

/// The newest state of the manager, for a loop that waits on descriptors.
final class StateMailbox: Sendable {
    private struct Contents: Sendable {
        var state: ManagerState?
        var hasEnded = false
    }

    private let contents = Mutex(Contents())
    private let ringer: OwnedDescriptor
    private let bell: OwnedDescriptor

    /// Makes the mailbox and the pipe by which it rings.
    init() throws(SystemError) {
        var pipe = try OwnedDescriptor.pipe()
        bell = pipe.takeFirst()
        ringer = pipe.takeSecond()
        try bell.setNonblocking()
        try ringer.setNonblocking()
    }

    /// Readable when there is something new.
    var number: CInt { bell.number }

    /// Fills the mailbox until the stream ends.
    func fill(from states: AsyncStream<ManagerState>) async {
        for await state in states {
            contents.withLock { $0.state = state }
            ring()
        }
        contents.withLock { $0.hasEnded = true }
        ring()
    }

    /// The newest state, and whether no newer one will come.
    func take() -> (state: ManagerState?, hasEnded: Bool) {
        _ = try? bell.read(limit: 4_096)
        return contents.withLock { ($0.state, $0.hasEnded) }
    }

    private func ring() {
        // A full pipe rings already.
        _ = try? ringer.write([1])
    }
}
