extension GuestChannel {
    /// Answers ``GuestEvent/open(_:_:)``: the command runs.
    package mutating func opened(_ id: StreamID) {
        guard let stream = streams[id.rawValue], !stream.isOpen else { return }
        streams[id.rawValue]?.isOpen = true
        send(Frame(type: .opened, stream: id.rawValue))
    }

    /// Answers ``GuestEvent/open(_:_:)``: the command does not run, and why.
    package mutating func refuse(_ id: StreamID, reason: String) {
        streams[id.rawValue] = nil
        send(Frame(type: .refused, stream: id.rawValue, payload: StreamMessage.payload(GuestText(reason))))
    }

    /// Bytes that ``send(_:of:on:)`` takes now.
    package func sendableByteCount(_ subChannel: SubChannel, on id: StreamID) -> Int {
        guard let stream = streams[id.rawValue], stream.isOpen, let window = stream.sendWindow(subChannel),
            !window.isEnded
        else { return 0 }
        return max(0, min(window.credit, ChannelLimits.payload, ChannelLimits.output - output.count))
    }

    /// Sends bytes that the command wrote.
    ///
    /// - Parameters:
    ///   - bytes: At most ``sendableByteCount(_:on:)``.
    ///   - subChannel: Where it wrote them.
    ///   - id: The stream.
    package mutating func send(_ bytes: [UInt8], of subChannel: SubChannel, on id: StreamID) {
        guard !bytes.isEmpty, var stream = streams[id.rawValue] else { return }
        try? stream.withWindow(subChannel) { (window) throws(StreamViolation) in window.send(bytes.count) }
        streams[id.rawValue] = stream
        send(Frame(type: .data, subChannel: subChannel, stream: id.rawValue, payload: bytes))
    }

    /// Bytes that ``announce(_:of:on:)`` takes now: more than in a frame that is put together here.
    package func announceableByteCount(_ subChannel: SubChannel, on id: StreamID) -> Int {
        guard output.isEmpty, let stream = streams[id.rawValue], stream.isOpen,
            let window = stream.sendWindow(subChannel), !window.isEnded
        else { return 0 }
        return min(window.credit, bulkByteCount)
    }

    /// Says that so many bytes of the command's follow, which do not pass through here; see ``announce(_:onCall:)``.
    package mutating func announce(_ count: Int, of subChannel: SubChannel, on id: StreamID) {
        guard count > 0, var stream = streams[id.rawValue] else { return }
        try? stream.withWindow(subChannel) { (window) throws(StreamViolation) in window.send(count) }
        streams[id.rawValue] = stream
        sendHeader(.data, subChannel, id.rawValue, count)
    }

    /// Says that the command closed an output.
    package mutating func end(_ subChannel: SubChannel, on id: StreamID) {
        guard var stream = streams[id.rawValue], stream.sendWindow(subChannel)?.isEnded == false else { return }
        try? stream.withWindow(subChannel) { (window) throws(StreamViolation) in window.end() }
        send(Frame(type: .endOfData, subChannel: subChannel, stream: id.rawValue))
        streams[id.rawValue] = stream.isFinished ? nil : stream
    }

    /// Says how the command ended.
    package mutating func exited(_ id: StreamID, _ status: ExitStatus) {
        guard var stream = streams[id.rawValue], !stream.hasExited else { return }
        stream.hasExited = true
        var writer = ByteWriter()
        status.encode(to: &writer)
        send(Frame(type: .exited, stream: id.rawValue, payload: writer.bytes))
        streams[id.rawValue] = stream.isFinished ? nil : stream
    }

    /// Ends a stream early.
    package mutating func reset(_ id: StreamID, reason: String) {
        streams[id.rawValue] = nil
        send(Frame(type: .reset, stream: id.rawValue, payload: StreamMessage.payload(GuestText(reason))))
    }

    /// Says that bytes of ``GuestEvent/data(_:_:)`` have reached the command.
    package mutating func consumed(_ count: Int, on id: StreamID) {
        streams[id.rawValue]?.input.consume(count)
        guard let credit = streams[id.rawValue]?.input.takeCredit() else { return }
        var writer = ByteWriter()
        writer.integer(credit)
        send(Frame(type: .credit, stream: id.rawValue, payload: writer.bytes))
    }
}
