extension HostChannel {
    /// Opens a stream; the guest answers with opened or refused.
    ///
    /// Returns nil when the session does not stand or ``ChannelLimits/streams`` are open.
    package mutating func open(_ kind: StreamKind) -> StreamID? {
        guard state == .established, streams.count < ChannelLimits.streams, nextStream < StreamID.firstOfGuest else {
            return nil
        }
        let stream = nextStream
        nextStream += 1
        streams[stream] = HostStream(kind)
        var writer = ByteWriter()
        kind.encode(to: &writer)
        send(Frame(type: .open, stream: stream, payload: writer.bytes))
        return StreamID(rawValue: stream)
    }

    /// Bytes that ``send(_:on:)`` takes now.
    package func sendableByteCount(_ id: StreamID) -> Int {
        if id.isGuests { return sendableByteCount(ofCall: id.rawValue) }
        guard let stream = streams[id.rawValue], stream.isOpen, !stream.input.isEnded else { return 0 }
        return max(0, min(stream.input.credit, ChannelLimits.payload, ChannelLimits.output - output.count))
    }

    /// Sends bytes to the command's standard input, or what a service wrote to the one that called it.
    ///
    /// - Parameters:
    ///   - bytes: At most ``sendableByteCount(_:)``.
    ///   - id: The stream.
    package mutating func send(_ bytes: ArraySlice<UInt8>, on id: StreamID) {
        if id.isGuests { return sendBackward(bytes, id.rawValue) }
        guard !bytes.isEmpty, streams[id.rawValue] != nil else { return }
        streams[id.rawValue]?.input.send(bytes.count)
        send(Frame(type: .data, stream: id.rawValue, payload: Array(bytes)))
    }

    /// Closes the command's standard input, or says that a service has closed its output.
    package mutating func endInput(of id: StreamID) {
        if id.isGuests { return endBackward(id.rawValue) }
        guard let stream = streams[id.rawValue], !stream.input.isEnded else { return }
        streams[id.rawValue]?.input.end()
        send(Frame(type: .endOfData, stream: id.rawValue))
    }

    /// Says that nobody reads an output any more; what is on its way still comes, up to its end of data.
    package mutating func closeOutput(_ subChannel: SubChannel, of id: StreamID) {
        guard let stream = streams[id.rawValue], stream.isOpen, subChannel != .standardInput else { return }
        send(Frame(type: .endOfData, subChannel: subChannel, stream: id.rawValue))
    }

    /// Ends a stream and has the command killed.
    package mutating func reset(_ id: StreamID) {
        guard streams.removeValue(forKey: id.rawValue) != nil else { return }
        send(Frame(type: .reset, stream: id.rawValue))
    }

    /// Cuts a call; the text is for the caller.
    package mutating func reset(call id: StreamID, reason: String) {
        guard calls.removeValue(forKey: id.rawValue) != nil else { return }
        send(Frame(type: .reset, stream: id.rawValue, payload: StreamMessage.payload(GuestText(reason))))
    }

    /// Says that bytes of ``HostEvent/data(_:_:_:)`` are out of memory, so that the guest may send as many again.
    package mutating func consumed(_ count: Int, of subChannel: SubChannel, on id: StreamID) {
        if id.isGuests {
            calls[id.rawValue]?.forward.consume(count)
        } else {
            guard var stream = streams[id.rawValue] else { return }
            try? stream.withWindow(subChannel) { (window) throws(StreamViolation) in window.consume(count) }
            streams[id.rawValue] = stream
        }
        giveCredit(id.rawValue)
    }

    private mutating func giveCredit(_ id: UInt32) {
        guard output.count < ChannelLimits.output else {
            // A guest that does not read but goes on to write must not make us collect credit for it.
            withholdsCredit = true
            return
        }
        if let credit = streams[id]?.output.takeCredit() { sendCredit(credit, .standardOutput, id) }
        if let credit = streams[id]?.error.takeCredit() { sendCredit(credit, .standardError, id) }
        if let credit = calls[id]?.forward.takeCredit() { sendCredit(credit, .standardInput, id) }
    }

    private mutating func sendCredit(_ credit: UInt32, _ subChannel: SubChannel, _ id: UInt32) {
        var writer = ByteWriter()
        writer.integer(credit)
        send(Frame(type: .credit, subChannel: subChannel, stream: id, payload: writer.bytes))
    }

    mutating func giveWithheldCredit() {
        withholdsCredit = false
        for id in Array(streams.keys) + Array(calls.keys) { giveCredit(id) }
    }

    /// Handles one stream frame; `events` gets what came of it.
    mutating func handle(
        _ message: StreamMessage, on id: UInt32, _ events: inout [HostEvent]
    ) throws(StreamViolation) {
        guard var stream = streams[id] else {
            // What was on its way when the host ended a stream is no fault of the guest's.
            guard id < nextStream else { throw .unknownStream }
            return
        }
        let name = StreamID(rawValue: id)
        switch message {
        case .open: throw .outOfOrder
        case .opened:
            guard !stream.isOpen else { throw .outOfOrder }
            stream.isOpen = true
            events.append(.opened(name))
        case .refused(let reason):
            guard !stream.isOpen else { throw .outOfOrder }
            streams[id] = nil
            events.append(.refused(name, reason))
            return
        case .data(let subChannel, let bytes):
            guard stream.isOpen else { throw .outOfOrder }
            try stream.withWindow(subChannel) { (window) throws(StreamViolation) in try window.receive(bytes.count) }
            events.append(.data(name, subChannel, bytes))
        case .endOfData(let subChannel):
            guard stream.isOpen else { throw .outOfOrder }
            try stream.withWindow(subChannel) { (window) throws(StreamViolation) in try window.end() }
            events.append(.endOfData(name, subChannel))
        case .credit(let subChannel, let count):
            guard stream.isOpen else { throw .outOfOrder }
            guard subChannel == .standardInput else { throw .wrongSubChannel }
            try stream.input.add(count)
        case .exited(let status):
            guard stream.isOpen, stream.status == nil else { throw .outOfOrder }
            stream.status = status
            events.append(.exited(name, status))
        case .reset(let reason):
            streams[id] = nil
            events.append(.reset(name, reason))
            return
        }
        streams[id] = stream.isFinished ? nil : stream
    }

    /// Ends a stream whose frame broke a rule.
    mutating func breakStream(_ id: UInt32, _ violation: StreamViolation, _ events: inout [HostEvent]) {
        let reason = GuestText("protocol violation: \(violation)")
        send(Frame(type: .reset, stream: id, payload: StreamMessage.payload(reason)))
        guard streams.removeValue(forKey: id) != nil || calls.removeValue(forKey: id) != nil else { return }
        events.append(.reset(StreamID(rawValue: id), reason))
    }
}
