/// A call that waits for its reply.
struct PendingCall {
    /// Identifies the call before libdbus has given it a serial number.
    let token: UInt64
    let continuation: CheckedContinuation<Result<[BusValue], BusError>, Never>
    /// Ends the wait when it has taken too long.
    let timer: Task<Void, Never>?

    func finish(_ result: Result<[BusValue], BusError>) {
        timer?.cancel()
        continuation.resume(returning: result)
    }
}
