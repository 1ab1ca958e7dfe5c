/// The host's end of a guest channel, as a state machine without I/O.
///
/// Bytes from the guest go in by ``receive(_:)``, bytes for it are read from ``output`` and taken off with
/// ``written(_:)``. Whatever the guest sends, memory stays bounded: one unfinished frame, and per stream what its
/// windows allow and the owner has not consumed.
package struct HostChannel: Sendable {
    /// How far the session is.
    package enum State: Hashable, Sendable {
        case awaitingReply
        case established
        case failed(ChannelFailure)
    }

    package private(set) var state = State.awaitingReply
    /// Bytes to be written to the guest.
    package private(set) var output = ByteQueue()
    /// What the guest's agent can do beyond the version of the protocol, as it says.
    package private(set) var extensionNames: [GuestText] = []
    /// The number of the last ping; zero before the first.
    package private(set) var lastPing: UInt64 = 0

    var streams: [UInt32: HostStream] = [:]
    var calls: [UInt32: HostCall] = [:]
    /// The highest id that the guest has used for a call.
    var highestCall = StreamID.firstOfGuest - 1
    /// Calls refused for their number that the owner has not taken yet.
    var refusedCallCount: UInt32 = 0
    var nextStream: UInt32 = 1
    /// Set when credit is owed that has to wait until the guest reads.
    var withholdsCredit = false
    private let nonce: [UInt8]
    private var decoder = FrameDecoder(sender: .guest)
    private var hellosSent = 0
    private var repliesReceived = 0
    private var lastPong: UInt64 = 0
    private var violations = 0

    /// Begins a session.
    ///
    /// - Parameter nonce: ``ChannelLimits/nonce`` random bytes, by which the answer is told from older ones.
    package init(nonce: [UInt8]) {
        precondition(nonce.count == ChannelLimits.nonce, "a nonce of \(nonce.count) bytes")
        self.nonce = nonce
        decoder.search(for: HelloReply.pattern(nonce: nonce))
        sendHello(padded: false)
    }

    /// Bytes from the guest that wait for the rest of their frame.
    package var bufferedByteCount: Int { decoder.bufferedByteCount }

    /// Says hello again.
    ///
    /// Does nothing while older bytes wait to be written, or when the guest has answered.
    ///
    /// - Parameter padded: Whether enough zero bytes go ahead of it to push a guest out of a frame that nobody will
    ///   finish.
    package mutating func repeatHello(padded: Bool = true) {
        guard state == .awaitingReply, output.isEmpty else { return }
        sendHello(padded: padded)
    }

    private mutating func sendHello(padded: Bool) {
        if padded { output.append(Hello.padding) }
        hellosSent += 1
        send(Frame(type: .hello, payload: Hello(nonce: nonce, versions: ChannelLimits.versions).payload))
    }

    /// Forgets bytes of ``output`` that have been written.
    package mutating func written(_ count: Int) {
        output.removeFirst(count)
        if withholdsCredit, output.count < ChannelLimits.output { giveWithheldCredit() }
    }

    /// Queues a frame, unless the guest has stopped to read: then the channel has failed, as ``state`` says.
    mutating func send(_ frame: Frame) {
        if case .failed = state { return }
        frame.append(to: &output)
        if output.count > ChannelLimits.outputHard { giveUp(.outputOverflow) }
    }

    private mutating func giveUp(_ failure: ChannelFailure) {
        state = .failed(failure)
        streams.removeAll()
        calls.removeAll()
        output.removeAll()
    }

    // MARK: - Receiving

    /// Takes bytes from the guest, in pieces of any size.
    ///
    /// After ``HostEvent/failed(_:)`` everything is ignored.
    package mutating func receive(_ bytes: [UInt8]) -> [HostEvent] {
        var events: [HostEvent] = []
        if case .failed = state { return events }
        decoder.append(bytes)
        do throws(ChannelFailure) {
            while let frame = try decoder.next() {
                try handle(frame, &events)
                // An answer that the guest does not read can have ended the channel.
                if case .failed = state { return events }
            }
            if decoder.isSearching, decoder.discarded > ChannelLimits.discard { throw .noReply }
        } catch {
            giveUp(error)
            events.append(.failed(error))
        }
        return events
    }

    private mutating func handle(_ frame: Frame, _ events: inout [HostEvent]) throws(ChannelFailure) {
        let message: GuestMessage?
        do throws(WireError) {
            message = try GuestMessage(frame)
        } catch {
            throw .malformed(type: frame.type.rawValue, error)
        }
        switch message {
        case .helloReply(let reply): try handle(reply, &events)
        case .extensions(let names): extensionNames = names
        case .pong(let number): try handlePong(number, &events)
        case .report(let report): events.append(.report(report))
        case .log(let text): events.append(.log(text))
        case .stream(let id, let message):
            do throws(StreamViolation) {
                if id >= StreamID.firstOfGuest {
                    try handleCall(message, on: id, &events)
                } else {
                    try handle(message, on: id, &events)
                }
            } catch {
                breakStream(id, error, &events)
                try count(error)
            }
        case nil: throw .unexpectedType(frame.type.rawValue)
        }
    }

    private mutating func handle(_ reply: HelloReply, _ events: inout [HostEvent]) throws(ChannelFailure) {
        repliesReceived += 1
        guard reply.nonce == nonce, repliesReceived <= hellosSent else { throw .unexpectedReply }
        guard ChannelLimits.versions.contains(reply.version) else { throw .unsupportedVersion(reply.version) }
        guard state == .awaitingReply else { return }
        state = .established
        events.append(.established)
    }

    private mutating func handlePong(_ number: UInt64, _ events: inout [HostEvent]) throws(ChannelFailure) {
        guard number > lastPong, number <= lastPing else { return try count(.unexpectedPong) }
        lastPong = number
        events.append(.pong(number))
    }

    /// Bears a violation, but not too many of them.
    private mutating func count(_ violation: StreamViolation) throws(ChannelFailure) {
        violations += 1
        guard violations <= ChannelLimits.violations else { throw .tooManyViolations(last: violation) }
    }
}

// MARK: - Sending

extension HostChannel {
    /// Asks the guest for a sign of life; the answer carries ``lastPing``.
    package mutating func ping() {
        guard state == .established, output.count < ChannelLimits.output else { return }
        lastPing += 1
        sendInteger(.ping, lastPing)
    }

    /// Sends the configuration.
    ///
    /// - Parameters:
    ///   - configuration: What the manager wants.
    ///   - wallClock: Nanoseconds since 1970.
    ///   - entropy: ``ChannelLimits/entropy`` random bytes.
    package mutating func configure(_ configuration: GuestConfiguration, wallClock: UInt64, entropy: [UInt8]) {
        precondition(entropy.count == ChannelLimits.entropy, "\(entropy.count) bytes of entropy")
        var writer = ByteWriter()
        writer.integer(wallClock)
        writer.raw(entropy)
        configuration.encode(to: &writer)
        sendWhenEstablished(Frame(type: .configure, payload: writer.bytes))
    }

    /// Sets the guest's wall clock, in nanoseconds since 1970.
    package mutating func setClock(_ wallClock: UInt64) { sendInteger(.setClock, wallClock) }

    /// Gives the guest ``ChannelLimits/entropy`` random bytes.
    package mutating func reseed(_ entropy: [UInt8]) {
        precondition(entropy.count == ChannelLimits.entropy, "\(entropy.count) bytes of entropy")
        sendWhenEstablished(Frame(type: .reseed, payload: entropy))
    }

    /// Asks the agent to make ready for being copied; it answers with ``GuestReport/settled``.
    package mutating func settle() { sendWhenEstablished(Frame(type: .settle)) }

    package mutating func powerOff() { sendWhenEstablished(Frame(type: .powerOff)) }

    private mutating func sendInteger(_ type: FrameType, _ value: UInt64) {
        var writer = ByteWriter()
        writer.integer(value)
        sendWhenEstablished(Frame(type: type, payload: writer.bytes))
    }

    private mutating func sendWhenEstablished(_ frame: Frame) {
        guard state == .established else { return }
        send(frame)
    }
}
