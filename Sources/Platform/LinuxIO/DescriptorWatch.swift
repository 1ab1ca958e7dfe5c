internal import Dispatch
internal import Synchronization

/// A serial queue with a thread of its own when it has work: blocking on it never holds a thread of Swift's pool.
package final class WorkQueue: Sendable {
    private let queue: DispatchQueue

    package init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs `work` after what was given before it.
    package func async(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Runs `work` when the time has passed, in turn with the rest.
    package func after(milliseconds: Int, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: work)
    }

    /// Runs `work` that may block, and waits for its result without holding a thread.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }

    /// Calls `body` on the queue whenever the descriptor is readable, until the watch is cancelled.
    ///
    /// The watch keeps the descriptor open; `body` must read what is there or cancel.
    package func watch(
        _ descriptor: consuming OwnedDescriptor, _ body: @escaping @Sendable () -> Void
    ) -> DescriptorWatch {
        DescriptorWatch(descriptor, on: queue, body)
    }
}

/// A descriptor that a ``WorkQueue`` waits for.
package final class DescriptorWatch: Sendable {
    private let source: Mutex<(any DispatchSourceRead)?>

    fileprivate init(
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
