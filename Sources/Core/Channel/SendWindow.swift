/// The sending end of one sub-channel: what we may still send.
struct SendWindow: Hashable, Sendable {
    private(set) var credit = ChannelLimits.window
    private(set) var isEnded = false

    mutating func send(_ count: Int) {
        precondition(count <= credit && !isEnded, "sending \(count) bytes with a credit of \(credit)")
        credit -= count
    }

    mutating func end() { isEnded = true }

    mutating func add(_ count: UInt32) throws(StreamViolation) {
        guard let count = Int(exactly: count), count <= ChannelLimits.window - credit else { throw .creditOverflow }
        credit += count
    }
}
