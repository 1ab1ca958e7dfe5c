internal import Channel
internal import LinuxIO

/// One call that a program in the guest makes.
final class Call {
    let id: UInt32
    let stream: StreamID
    let request: CallRequest
    /// When it came, by the monotonic clock.
    let startedAtNanoseconds: UInt64
    private(set) var limits = CallLimits()
    /// To the callee's broker; nil until the call is connected.
    private(set) var sink: RunOutput?
    /// From the callee's broker; nil before the call is connected and after the end of the data.
    private(set) var input: OwnedDescriptorBox?
    /// Tells how the service ended; nil when it has.
    private(set) var status: OwnedDescriptorBox?
    private var statusLine: [UInt8] = []
    private(set) var outcome: RunOutcome?
    var forwardBytes: UInt64 = 0
    var backwardBytes: UInt64 = 0

    init(id: UInt32, stream: StreamID, request: CallRequest, nowNanoseconds: UInt64) {
        self.id = id
        self.stream = stream
        self.request = request
        startedAtNanoseconds = nowNanoseconds
    }

    var isConnected: Bool { sink != nil }

    /// Whether the service has ended and all that it wrote has been taken.
    var isFinished: Bool { outcome != nil && input == nil }

    func connect(_ data: OwnedDescriptorBox, status: OwnedDescriptorBox, limits: CallLimits) {
        self.limits = limits
        sink = RunOutput(data, isStream: true, isShared: true)
        input = data
        self.status = status
    }

    func endInput() { input = nil }

    /// Nobody in the guest reads any more: the other side gets a broken pipe.
    func closeInput() {
        if let input { UnixSocket.shutdownReading(input.descriptor) }
        input = nil
    }

    /// Why the call must end now; nil while it keeps to its limits.
    var violation: String? { limits.violation(forwardBytes: forwardBytes, backwardBytes: backwardBytes) }

    /// Reads what came of the line that says how the service ended.
    func readStatus() {
        switch Transfer.read(status, limit: RunOutcome.lineLimit) {
        case .bytes(let bytes):
            statusLine += bytes
            if statusLine.count > RunOutcome.lineLimit { endStatus() }
        case .nothing: break
        case .ended: endStatus()
        }
    }

    private func endStatus() {
        status = nil
        outcome = RunOutcome(line: statusLine)
    }

    /// Closes everything: the callee's broker sees the end of its data, both ways.
    func close() {
        sink?.close()
        input = nil
        status = nil
    }

    func summary(_ outcome: RunOutcome) -> CallSummary {
        CallSummary(outcome: outcome, forwardBytes: forwardBytes, backwardBytes: backwardBytes)
    }
}
