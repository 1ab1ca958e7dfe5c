/// Streams that the guest opens to make calls: data goes the other way, so that the guest is to the host here what the
/// host is to a command in the guest.
extension HostChannel {
    /// Answers ``HostEvent/called(_:_:)``: data may flow.
    package mutating func accept(_ id: StreamID) {
        guard let call = calls[id.rawValue], !call.isOpen else { return }
        calls[id.rawValue]?.isOpen = true
        send(Frame(type: .opened, stream: id.rawValue))
    }

    /// Answers ``HostEvent/called(_:_:)``: the call is not made.
    package mutating func refuse(_ id: StreamID, _ refusal: CallRefusal) {
        guard let call = calls[id.rawValue], !call.isOpen else { return }
        calls[id.rawValue] = nil
        send(refusal, id.rawValue)
    }

    private mutating func send(_ refusal: CallRefusal, _ id: UInt32) {
        send(Frame(type: .refused, stream: id, payload: StreamMessage.payload(GuestText(refusal.description))))
    }

    /// How many calls were refused because ``ChannelLimits/calls`` were open, since this was last asked.
    package mutating func takeRefusedCallCount() -> UInt32 {
        defer { refusedCallCount = 0 }
        return refusedCallCount
    }

    /// Says how the service of a call ended.
    package mutating func exited(_ id: StreamID, _ status: ExitStatus) {
        guard var call = calls[id.rawValue], call.isOpen, !call.hasExited else { return }
        call.hasExited = true
        var writer = ByteWriter()
        status.encode(to: &writer)
        send(Frame(type: .exited, stream: id.rawValue, payload: writer.bytes))
        calls[id.rawValue] = call.isFinished ? nil : call
    }

    /// Says that nobody reads what the guest sends into a call any more.
    package mutating func closeInput(ofCall id: StreamID) {
        guard let call = calls[id.rawValue], call.isOpen, !call.forward.isEnded else { return }
        send(Frame(type: .endOfData, subChannel: .standardInput, stream: id.rawValue))
    }

    func sendableByteCount(ofCall id: UInt32) -> Int {
        guard let call = calls[id], call.isOpen, !call.backward.isEnded else { return 0 }
        return max(0, min(call.backward.credit, ChannelLimits.payload, ChannelLimits.output - output.count))
    }

    mutating func sendBackward(_ bytes: ArraySlice<UInt8>, _ id: UInt32) {
        guard !bytes.isEmpty, calls[id] != nil else { return }
        calls[id]?.backward.send(bytes.count)
        send(Frame(type: .data, subChannel: .standardOutput, stream: id, payload: Array(bytes)))
    }

    mutating func endBackward(_ id: UInt32) {
        guard var call = calls[id], call.isOpen, !call.backward.isEnded else { return }
        call.backward.end()
        send(Frame(type: .endOfData, subChannel: .standardOutput, stream: id))
        calls[id] = call.isFinished ? nil : call
    }

    /// Handles one frame of a call; `events` gets what came of it.
    mutating func handleCall(
        _ message: StreamMessage, on id: UInt32, _ events: inout [HostEvent]
    ) throws(StreamViolation) {
        if case .open(let payload) = message { return try openCall(id, payload, &events) }
        guard var call = calls[id] else {
            // What was on its way when the host ended a call is no fault of the guest's.
            guard id <= highestCall else { throw .unknownStream }
            return
        }
        let name = StreamID(rawValue: id)
        switch message {
        case .data(let subChannel, let bytes):
            guard call.isOpen else { throw .outOfOrder }
            guard subChannel == .standardInput else { throw .wrongSubChannel }
            try call.forward.receive(bytes.count)
            events.append(.data(name, .standardInput, bytes))
        case .endOfData(.standardInput):
            guard call.isOpen else { throw .outOfOrder }
            try call.forward.end()
            events.append(.endOfData(name, .standardInput))
        case .endOfData(.standardOutput):
            guard call.isOpen else { throw .outOfOrder }
            events.append(.callOutputClosed(name))
        case .endOfData(.standardError): throw .wrongSubChannel
        case .credit(let subChannel, let count):
            guard call.isOpen else { throw .outOfOrder }
            guard subChannel == .standardOutput else { throw .wrongSubChannel }
            try call.backward.add(count)
        case .reset(let reason):
            calls[id] = nil
            events.append(.reset(name, reason))
            return
        case .open, .opened, .refused, .exited: throw .outOfOrder
        }
        calls[id] = call.isFinished ? nil : call
    }

    private mutating func openCall(
        _ id: UInt32, _ payload: [UInt8], _ events: inout [HostEvent]
    ) throws(StreamViolation) {
        guard state == .established, id > highestCall else { throw .outOfOrder }
        highestCall = id
        guard calls.count < ChannelLimits.calls else {
            refusedCallCount &+= 1
            return send(.tooMany, id)
        }
        do throws(WireError) {
            var reader = ByteReader(payload)
            let kind = try reader.byte("stream kind")
            guard kind == StreamKind.call else { throw .unknownValue(field: "stream kind", value: UInt64(kind)) }
            let request = try CallRequest(from: &reader)
            try reader.finish()
            calls[id] = HostCall()
            events.append(.called(StreamID(rawValue: id), request))
        } catch {
            // A program in the guest can cause this without breaking its agent: it costs the call, as all calls do.
            send(.malformed, id)
        }
    }
}
