/// The guest's end of the channel, as a state machine without I/O.
///
/// It trusts its host with what it says, but not with the state of the byte stream: a broker may have died in the
/// middle of a frame, so whatever makes no sense is thrown away up to the next hello.
package struct GuestChannel: Sendable {
    /// Bytes to be written to the host.
    package private(set) var output = ByteQueue()

    var streams: [UInt32: GuestStream] = [:]
    var calls: [UInt32: GuestCall] = [:]
    var nextCall = StreamID.firstOfGuest
    private let extensionNames: [String]
    private var decoder = FrameDecoder(sender: .host)
    private var nonce: [UInt8]?
    private var report = GuestReport.waiting
    private var highestStream: UInt32 = 0
    /// Most bytes of data in one frame that the host takes.
    private(set) var bulkByteCount = ChannelLimits.payload

    /// Waits for a hello.
    ///
    /// - Parameter extensionNames: What this agent can do beyond the version of the protocol; at most
    ///   ``ChannelLimits/extensionNames`` names.
    package init(extensionNames: [String] = []) {
        self.extensionNames = Array(extensionNames.prefix(ChannelLimits.extensionNames))
        decoder.search(for: Hello.pattern)
    }

    package var isEstablished: Bool { nonce != nil }

    /// Bytes from the host that wait for the rest of their frame.
    package var bufferedByteCount: Int { decoder.bufferedByteCount }

    /// Forgets bytes of ``output`` that have been written.
    package mutating func written(_ count: Int) { output.removeFirst(count) }

    /// Takes bytes from the host, in pieces of any size.
    package mutating func receive(_ bytes: [UInt8]) -> [GuestEvent] {
        var events: [GuestEvent] = []
        decoder.append(bytes)
        while true {
            do throws(ChannelFailure) {
                guard let frame = try decoder.next() else { return events }
                try handle(frame, &events)
            } catch {
                decoder.search(for: Hello.pattern)
                events.append(.lostFooting(error))
            }
        }
    }

    private mutating func handle(_ frame: Frame, _ events: inout [GuestEvent]) throws(ChannelFailure) {
        let message: HostMessage?
        do throws(WireError) {
            message = try HostMessage(frame)
        } catch {
            throw .malformed(type: frame.type.rawValue, error)
        }
        switch message {
        case .hello(let hello): handle(hello, &events)
        case .ping(let number): send(Frame(type: .pong, payload: number))
        case .configure(let wallClock, let entropy, let configuration):
            events.append(.configure(wallClock: wallClock, entropy: entropy, configuration))
        case .setClock(let wallClock): events.append(.setClock(wallClock))
        case .reseed(let entropy): events.append(.reseed(entropy))
        case .powerOff: events.append(.powerOff)
        case .settle: events.append(.settle)
        case .stream(let id, let message):
            do throws(StreamViolation) {
                if id >= StreamID.firstOfGuest {
                    try handleCall(message, on: id, &events)
                } else {
                    try handle(message, on: id, &events)
                }
            } catch {
                if let call = calls.removeValue(forKey: id), !call.isFinished {
                    events.append(.callReset(StreamID(rawValue: id), GuestText("protocol violation: \(error)")))
                }
                if streams[id] != nil { events.append(.reset(StreamID(rawValue: id))) }
                reset(StreamID(rawValue: id), reason: "protocol violation: \(error)")
            }
        case nil: throw .unexpectedType(frame.type.rawValue)
        }
    }

    private mutating func handle(_ hello: Hello, _ events: inout [GuestEvent]) {
        let highest = min(hello.versions.upperBound, ChannelLimits.versions.upperBound)
        let version = hello.versions.overlaps(ChannelLimits.versions) ? highest : 0
        if hello.nonce != nonce {
            // A new host: what was said to the old one is of no use, and may even end in half a frame.
            nonce = hello.nonce
            bulkByteCount = min(max(hello.bulkByteCount, ChannelLimits.payload), ChannelLimits.bulk)
            streams.removeAll()
            calls.removeAll()
            highestStream = 0
            nextCall = StreamID.firstOfGuest
            output.removeAll()
            events.append(.sessionStarted)
        }
        send(Frame(type: .helloReply, payload: HelloReply(nonce: hello.nonce, version: version).payload))
        var writer = ByteWriter()
        writer.texts(extensionNames)
        send(Frame(type: .extensions, payload: writer.bytes))
        sendReport()
    }

    mutating func send(_ frame: Frame) {
        guard isEstablished else { return }
        frame.append(to: &output)
    }

    /// Sends the header of a frame whose bytes follow by ``appendAnnounced(_:)`` or past this channel.
    mutating func sendHeader(
        _ type: FrameType, _ subChannel: SubChannel, _ stream: UInt32, _ count: Int
    ) {
        guard isEstablished else { return }
        output.append(Frame.header(type, flags: subChannel.rawValue, stream: stream, length: count))
    }

    /// Bytes that were announced and have not been written past this channel.
    package mutating func appendAnnounced(_ bytes: [UInt8]) { output.append(bytes) }

    private mutating func sendReport() { say(report) }

    /// Tells the host once; after a later hello it is what ``report(_:)`` had that counts.
    package mutating func say(_ report: GuestReport) {
        var writer = ByteWriter()
        report.encode(to: &writer)
        send(Frame(type: .report, payload: writer.bytes))
    }

    /// Tells the host, now and after every later hello.
    package mutating func report(_ report: GuestReport) {
        self.report = report
        sendReport()
    }

    /// Sends a line for the machine's log; lost when nobody listens or the host is slow.
    package mutating func log(_ text: String) {
        guard output.count < ChannelLimits.output else { return }
        send(Frame(type: .log, payload: StreamMessage.payload(GuestText(text))))
    }

    /// Handles one stream frame; `events` gets what came of it.
    private mutating func handle(
        _ message: StreamMessage, on id: UInt32, _ events: inout [GuestEvent]
    ) throws(StreamViolation) {
        let name = StreamID(rawValue: id)
        if case .open(let payload) = message { return try open(name, payload, &events) }
        guard var stream = streams[id] else {
            if case .reset = message { return }
            guard id <= highestStream else { throw .unknownStream }
            return
        }
        switch message {
        case .data(let subChannel, let bytes):
            guard subChannel == .standardInput else { throw .wrongSubChannel }
            try stream.input.receive(bytes.count)
            events.append(.data(name, bytes))
        case .endOfData(.standardInput):
            try stream.input.end()
            events.append(.endOfData(name))
        case .endOfData(let subChannel): events.append(.outputClosed(name, subChannel))
        case .credit(let subChannel, let count):
            try stream.withWindow(subChannel) { (window) throws(StreamViolation) in try window.add(count) }
        case .reset:
            streams[id] = nil
            events.append(.reset(name))
            return
        case .open, .opened, .refused, .exited: throw .outOfOrder
        }
        streams[id] = stream
    }

    private mutating func open(
        _ name: StreamID, _ payload: [UInt8], _ events: inout [GuestEvent]
    ) throws(StreamViolation) {
        guard name.rawValue > highestStream, name.rawValue < StreamID.firstOfGuest else { throw .outOfOrder }
        highestStream = name.rawValue
        guard streams.count < ChannelLimits.streams else {
            return refuse(name, reason: "too many streams")
        }
        do throws(WireError) {
            let kind = try StreamKind(payload: payload)
            streams[name.rawValue] = GuestStream(kind)
            events.append(.open(name, kind))
        } catch {
            refuse(name, reason: "\(error)")
        }
    }
}
