/// The receiving end of one sub-channel: what the peer may still send.
struct ReceiveWindow: Hashable, Sendable {
    private var available = ChannelLimits.window
    /// Bytes that came and that nobody has consumed yet.
    private var held = 0
    /// Consumed bytes whose credit has not been given back yet.
    private var owed = 0
    private(set) var isEnded = false

    mutating func receive(_ count: Int) throws(StreamViolation) {
        guard !isEnded else { throw .dataAfterEnd }
        guard count <= available else { throw .creditOverrun }
        available -= count
        held += count
    }

    mutating func end() throws(StreamViolation) {
        guard !isEnded else { throw .dataAfterEnd }
        isEnded = true
    }

    mutating func consume(_ count: Int) {
        let consumed = min(count, held)
        held -= consumed
        owed += consumed
    }

    /// The credit to give back now, or nil when it is too little to be worth a frame.
    mutating func takeCredit() -> UInt32? {
        guard owed >= ChannelLimits.creditStep, !isEnded else { return nil }
        defer { owed = 0 }
        available += owed
        return UInt32(owed)
    }

    /// For tests: never more than the window.
    var invariant: Bool { available >= 0 && available + held + owed == ChannelLimits.window }
}
