internal import Dispatch
import LinuxIO
internal import Synchronization

/// A descriptor that a ``WorkQueue`` waits for.
package final class DescriptorWatch: Sendable {
    private let source: Mutex<(any DispatchSourceRead)?>

    init(
        _ descriptor: consuming OwnedDescriptor, on queue: DispatchQueue, _ body: @escaping @Sendable () -> Void
    ) {
        // The number must stay open until the source is done with it, which is in its cancellation handler.
        let raw = descriptor.release()
        let source = DispatchSource.makeReadSource(fileDescriptor: raw, queue: queue)
        source.setEventHandler(handler: body)
        source.setCancelHandler { _ = OwnedDescriptor(adopting: raw) }
        source.activate()
        self.source = Mutex(source)
    }

    deinit { cancel() }

    /// Stops waiting and closes the descriptor; safe to call again.
    package func cancel() {
        source.withLock { source in
            source?.cancel()
            source = nil
        }
    }
}
