internal import Dispatch
package import LinuxIO

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
