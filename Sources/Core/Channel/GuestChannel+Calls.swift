/// Calls that programs of the guest make.
extension GuestChannel {
    /// Asks the host to make a call; it answers with opened or refused.
    ///
    /// - Returns: The stream; nil when no host listens or ``ChannelLimits/calls`` are open.
    package mutating func call(_ request: CallRequest) -> StreamID? {
        guard isEstablished, calls.count < ChannelLimits.calls, nextCall < UInt32.max else { return nil }
        let id = nextCall
        nextCall += 1
        calls[id] = GuestCall()
        var writer = ByteWriter()
        writer.byte(StreamKind.call)
        request.encode(to: &writer)
        send(Frame(type: .open, stream: id, payload: writer.bytes))
        return StreamID(rawValue: id)
    }

    /// Bytes that ``send(_:onCall:)`` takes now.
    package func sendableByteCount(ofCall id: StreamID) -> Int {
        guard let call = calls[id.rawValue], call.isOpen, !call.forward.isEnded else { return 0 }
        return max(0, min(call.forward.credit, ChannelLimits.payload, ChannelLimits.output - output.count))
    }

    /// Sends bytes to the service: at most ``sendableByteCount(ofCall:)``.
    package mutating func send(_ bytes: [UInt8], onCall id: StreamID) {
        guard !bytes.isEmpty, calls[id.rawValue] != nil else { return }
        calls[id.rawValue]?.forward.send(bytes.count)
        send(Frame(type: .data, stream: id.rawValue, payload: bytes))
    }

    /// Bytes that ``announce(_:onCall:)`` takes now: more than in a frame that is put together here.
    package func announceableByteCount(ofCall id: StreamID) -> Int {
        guard output.isEmpty, let call = calls[id.rawValue], call.isOpen, !call.forward.isEnded else { return 0 }
        return min(call.forward.credit, bulkByteCount)
    }

    /// Says that so many bytes for the service follow, which do not pass through here.
    ///
    /// Whoever says it writes what ``output`` holds and then exactly these bytes, or gives them to
    /// ``appendAnnounced(_:)``, before anything else is done with the channel.
    package mutating func announce(_ count: Int, onCall id: StreamID) {
        guard count > 0, calls[id.rawValue] != nil else { return }
        calls[id.rawValue]?.forward.send(count)
        sendHeader(.data, .standardInput, id.rawValue, count)
    }

    /// Closes the service's standard input.
    package mutating func endInput(ofCall id: StreamID) {
        guard let call = calls[id.rawValue], call.isOpen, !call.forward.isEnded else { return }
        calls[id.rawValue]?.forward.end()
        send(Frame(type: .endOfData, stream: id.rawValue))
    }

    /// Says that nobody reads what the service writes any more.
    package mutating func closeOutput(ofCall id: StreamID) {
        guard let call = calls[id.rawValue], call.isOpen, !call.backward.isEnded else { return }
        send(Frame(type: .endOfData, subChannel: .standardOutput, stream: id.rawValue))
    }

    /// Gives a call up: the host cuts it.
    package mutating func abandon(_ id: StreamID) {
        guard calls.removeValue(forKey: id.rawValue) != nil else { return }
        send(Frame(type: .reset, stream: id.rawValue))
    }

    /// Says that bytes of ``GuestEvent/callData(_:_:)`` have reached the caller.
    package mutating func consumed(_ count: Int, onCall id: StreamID) {
        calls[id.rawValue]?.backward.consume(count)
        guard let credit = calls[id.rawValue]?.backward.takeCredit() else { return }
        var writer = ByteWriter()
        writer.integer(credit)
        send(Frame(type: .credit, subChannel: .standardOutput, stream: id.rawValue, payload: writer.bytes))
    }

    /// Forgets a call of which nothing more can come, once its forward half is closed as well.
    private mutating func settle(_ id: UInt32, _ call: GuestCall) {
        calls[id] = call
        guard call.isFinished else { return }
        if !call.forward.isEnded { send(Frame(type: .endOfData, stream: id)) }
        calls[id] = nil
    }

    /// Handles one frame of a call; `events` gets what came of it.
    mutating func handleCall(
        _ message: StreamMessage, on id: UInt32, _ events: inout [GuestEvent]
    ) throws(StreamViolation) {
        guard var call = calls[id] else {
            // A reset is not answered by one: the ends would go on for ever.
            if case .reset = message { return }
            guard id < nextCall else { throw .unknownStream }
            return
        }
        let name = StreamID(rawValue: id)
        switch message {
        case .opened:
            guard !call.isOpen else { throw .outOfOrder }
            call.isOpen = true
            events.append(.callOpened(name))
        case .refused(let reason):
            guard !call.isOpen else { throw .outOfOrder }
            calls[id] = nil
            events.append(.callRefused(name, reason))
            return
        case .data(let subChannel, let bytes):
            guard call.isOpen else { throw .outOfOrder }
            guard subChannel == .standardOutput else { throw .wrongSubChannel }
            try call.backward.receive(bytes.count)
            events.append(.callData(name, bytes))
        case .endOfData(.standardOutput):
            try call.backward.end()
            events.append(.callEndOfData(name))
        case .endOfData(.standardInput): events.append(.callInputClosed(name))
        case .endOfData(.standardError): throw .wrongSubChannel
        case .credit(let subChannel, let count):
            guard subChannel == .standardInput else { throw .wrongSubChannel }
            try call.forward.add(count)
        case .exited(let status):
            guard call.isOpen, !call.hasExited else { throw .outOfOrder }
            call.hasExited = true
            events.append(.callExited(name, status))
        case .reset(let reason):
            calls[id] = nil
            events.append(.callReset(name, reason))
            return
        case .open: throw .outOfOrder
        }
        settle(id, call)
    }
}
