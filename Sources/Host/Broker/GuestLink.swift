internal import Channel
internal import LinuxIO

/// The byte stream to the guest with the protocol and its clocks.
final class GuestLink {
    private static let readStep = 256 * 1024
    private static let firstHelloNanoseconds: UInt64 = 100_000_000
    private static let lastHelloNanoseconds: UInt64 = 2_000_000_000
    /// The first repetition of the hello is padded, and then one in this many: a guest that is still booting has to
    /// read all of them before its configuration.
    private static let paddingStride = 8
    static let heartbeatNanoseconds: UInt64 = 2_000_000_000
    /// Heartbeats that may stay unanswered.
    static let missedLimit: UInt64 = 3

    var channel: HostChannel
    private let stream: OwnedDescriptorBox
    private var helloInterval = firstHelloNanoseconds
    private var repetitions = 0
    private var nextTick: UInt64
    private var lastPong: UInt64 = 0
    private var isHeld = false

    init(_ stream: OwnedDescriptorBox, nonce: [UInt8], nowNanoseconds: UInt64) {
        self.stream = stream
        channel = HostChannel(nonce: nonce)
        nextTick = nowNanoseconds + Self.firstHelloNanoseconds
    }

    var hasFailed: Bool {
        if case .failed = channel.state { true } else { false }
    }

    func prepare(_ polls: inout PollSet) {
        // A guest that broke the rules is not read any more; that it hangs up is still seen.
        var interest: Poller.Interest = hasFailed ? [] : .readable
        if !channel.output.isEmpty, !isHeld { interest.insert(.writable) }
        polls.add(.guest, stream.number, interest)
    }

    func timeoutMilliseconds(_ now: UInt64) -> Int32 {
        guard nextTick > now else { return 0 }
        return Int32(clamping: (nextTick - now) / 1_000_000 + 1)
    }

    /// Reads once; nil when the stream has ended.
    func receive() -> [HostEvent]? {
        switch Transfer.read(stream, limit: Self.readStep) {
        case .bytes(let bytes): channel.receive(bytes)
        case .nothing: []
        case .ended: nil
        }
    }

    /// Writes nothing and asks nothing until ``release(_:)``: the guest stands still, and would find all of it later.
    func hold() { isHeld = true }

    /// Goes on as if the guest had just answered.
    func release(_ now: UInt64) {
        guard isHeld else { return }
        isHeld = false
        lastPong = channel.lastPing
        nextTick = now + Self.firstHelloNanoseconds
    }

    /// Writes what the stream takes; false when it has ended.
    func flush() -> Bool {
        if isHeld { return true }
        while !channel.output.isEmpty {
            guard let count = try? stream.descriptor.write(channel.output.prefix(Self.readStep)) else { return false }
            guard count > 0 else { return true }
            channel.written(count)
        }
        return true
    }

    func handlePong(_ number: UInt64) { lastPong = number }

    var isUnresponsive: Bool { channel.lastPing - lastPong >= Self.missedLimit }

    /// Says hello again, or sends a heartbeat, when it is time.
    ///
    /// - Parameter now: The monotonic clock in nanoseconds.
    /// - Returns: Whether a heartbeat was due.
    func tick(_ now: UInt64) -> Bool {
        guard now >= nextTick else { return false }
        if isHeld {
            nextTick = now + Self.heartbeatNanoseconds
            return false
        }
        switch channel.state {
        case .awaitingReply:
            channel.repeatHello(padded: repetitions.isMultiple(of: Self.paddingStride))
            repetitions += 1
            helloInterval = min(helloInterval * 2, Self.lastHelloNanoseconds)
            nextTick = now + helloInterval
            return false
        case .established:
            nextTick = now + Self.heartbeatNanoseconds
            return true
        case .failed:
            nextTick = now + Self.heartbeatNanoseconds
            return false
        }
    }
}
