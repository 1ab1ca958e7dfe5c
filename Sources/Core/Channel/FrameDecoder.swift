/// Cuts a byte stream into frames, and finds its footing in a stream that it joins in the middle.
///
/// It never holds more than one unfinished frame beyond what it was given last.
struct FrameDecoder: Sendable {
    /// Which end the frames come from.
    enum Sender: Sendable {
        case host
        case guest
    }

    private let sender: Sender
    private var buffer = ByteQueue()
    /// What is looked for; nil between frames.
    private var pattern: [UInt8]?
    /// Bytes thrown away since the search began.
    private(set) var discarded = 0

    init(sender: Sender) { self.sender = sender }

    var isSearching: Bool { pattern != nil }

    /// Bytes that wait for the rest of their frame.
    var bufferedByteCount: Int { buffer.count }

    mutating func append(_ bytes: [UInt8]) { buffer.append(bytes) }

    /// From now on throws bytes away until `pattern`, which begins a frame.
    mutating func search(for pattern: [UInt8]) {
        self.pattern = pattern
        discarded = 0
    }

    /// The next whole frame, or nil when more bytes are needed.
    mutating func next() throws(ChannelFailure) -> Frame? {
        if let pattern {
            guard find(pattern) else { return nil }
            self.pattern = nil
        }
        if sender == .host { skipPadding() }
        guard buffer.count >= Frame.headerByteCount else {
            // A bad first byte is an error at once: it is no use to wait for eleven more.
            if !buffer.isEmpty, buffer[0] != Frame.magic { throw .badMagic(found: buffer[0]) }
            return nil
        }
        guard buffer[0] == Frame.magic else { throw .badMagic(found: buffer[0]) }
        let rawType = buffer[1]
        guard let type = FrameType(rawValue: rawType),
            sender == .host ? type.comesFromHost : type.comesFromGuest
        else { throw .unexpectedType(rawType) }
        let stream = integer(at: 4)
        let length = integer(at: 8)
        guard let subChannel = SubChannel(rawValue: buffer[2]), buffer[3] == 0,
            type.hasSubChannel || subChannel == .standardInput,
            type.isStreamFrame == (stream != 0)
        else { throw .badHeader(type: rawType) }
        guard let count = Int(exactly: length), type.lengths(from: sender).contains(count) else {
            throw .badLength(type: rawType, length: length)
        }
        guard buffer.count >= Frame.headerByteCount + count else { return nil }
        let payload = buffer.copy(Frame.headerByteCount, count)
        buffer.removeFirst(Frame.headerByteCount + count)
        return Frame(type: type, subChannel: subChannel, stream: stream, payload: payload)
    }

    private func integer(at offset: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { value, index in value | UInt32(buffer[offset + index]) << UInt32(8 * index) }
    }

    /// Zero bytes between frames mean nothing: a host sends them to push a guest out of an unfinished frame.
    private mutating func skipPadding() {
        var zeros = 0
        while zeros < buffer.count, buffer[zeros] == 0 { zeros += 1 }
        buffer.removeFirst(zeros)
    }

    private mutating func find(_ pattern: [UInt8]) -> Bool {
        var start = 0
        let first = pattern[0]
        let last = buffer.count - pattern.count
        while start <= last {
            // Most bytes are told by the first one alone, and a guest under emulation feels the difference.
            if buffer[start] == first, pattern.indices.allSatisfy({ buffer[start + $0] == pattern[$0] }) {
                discarded += start
                buffer.removeFirst(start)
                return true
            }
            start += 1
        }
        discarded += start
        buffer.removeFirst(start)
        return false
    }
}
