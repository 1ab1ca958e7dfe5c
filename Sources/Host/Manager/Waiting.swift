/// Tasks that wait inside an actor until something about it changes.
///
/// The actor owns the value and calls ``wake()`` after each change; a waiter looks again and waits on if what it
/// wants is not there yet.
struct Waiting {
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var next: UInt64 = 0

    mutating func add(_ continuation: CheckedContinuation<Void, Never>) -> UInt64 {
        next += 1
        waiters[next] = continuation
        return next
    }

    mutating func wake() {
        let woken = waiters
        waiters = [:]
        for continuation in woken.values { continuation.resume() }
    }

    mutating func wake(_ identifier: UInt64) { waiters.removeValue(forKey: identifier)?.resume() }
}
