internal import Dispatch

/// Runs an actor on one queue of its own, so that a C library that blocks never holds a thread of the shared pool.
///
/// `DispatchSerialQueue`, which is an executor itself, does not exist on Linux.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            // SAFETY: the runtime enqueues each job once, and this closure runs once.
            unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

    /// Lets a dispatch source, which runs on the queue but in no task, use `assumeIsolated`.
    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
