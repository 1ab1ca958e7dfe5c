import Channel

/// Both ends, joined by hand.
struct Pair {
    var host: HostChannel
    var guest: GuestChannel
    var hostEvents: [HostEvent] = []
    var guestEvents: [GuestEvent] = []

    init(nonce: UInt8 = 1) {
        host = HostChannel(nonce: Pair.nonce(nonce))
        guest = GuestChannel(extensionNames: ["run"])
    }

    static func nonce(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: ChannelLimits.nonce) }

    /// Moves bytes both ways, in chunks, until nothing moves.
    mutating func settle(chunk: Int = 1 << 20) {
        while !host.output.isEmpty || !guest.output.isEmpty {
            let down = Array(host.output.prefix(chunk))
            host.written(down.count)
            guestEvents += guest.receive(down)
            let up = Array(guest.output.prefix(chunk))
            guest.written(up.count)
            hostEvents += host.receive(up)
        }
    }

    /// A session with one open stream.
    static func withStream() throws -> (pair: Pair, stream: StreamID) {
        var pair = Pair()
        pair.settle()
        let specification = try RunSpecification(command: .shell("true"))
        guard let stream = pair.host.open(.run(specification)) else { throw Missing.stream }
        pair.settle()
        pair.guest.opened(stream)
        pair.settle()
        pair.hostEvents = []
        pair.guestEvents = []
        return (pair, stream)
    }

    /// A session with one call of the guest's; it is allowed, and nothing has been sent.
    static func withCall() throws -> (pair: Pair, call: StreamID) {
        var pair = Pair()
        pair.settle()
        let call = try pair.openCall()
        pair.host.accept(call)
        pair.settle()
        pair.forgetEvents()
        return (pair, call)
    }

    /// The guest asks for a call, and the host hears of it.
    mutating func openCall(_ service: String = "test.Echo+x", target: String = "vault") throws -> StreamID {
        guard let call = guest.call(try CallRequest(serviceAndArgument: service, target: target)) else {
            throw Missing.stream
        }
        settle()
        return call
    }

    mutating func forgetEvents() {
        hostEvents = []
        guestEvents = []
    }

    /// The service's side says that it wrote `bytes`.
    mutating func answer(_ bytes: [UInt8], on call: StreamID) { host.send(bytes[...], on: call) }
}

enum Missing: Error {
    case stream
}

/// A small generator with a seed (xorshift64*), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }
}

/// Writes a frame by hand, right or wrong.
func frame(
    _ type: UInt8, flags: UInt16 = 0, stream: UInt32 = 0, payload: [UInt8] = [], length: UInt32? = nil
) -> [UInt8] {
    let length = length ?? UInt32(payload.count)
    var bytes: [UInt8] = [0xB7, type, UInt8(flags & 255), UInt8(flags >> 8)]
    for value in [stream, length] {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    return bytes + payload
}
