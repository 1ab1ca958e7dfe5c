/// The meaning of one frame from a host.
enum HostMessage: Hashable, Sendable {
    case hello(Hello)
    case ping(number: [UInt8])
    case configure(wallClock: UInt64, entropy: [UInt8], GuestConfiguration)
    case setClock(UInt64)
    case reseed([UInt8])
    case powerOff
    case settle
    case stream(UInt32, StreamMessage)

    /// Reads a frame that ``FrameDecoder`` let through; nil when a host does not send such a frame.
    init?(_ frame: Frame) throws(WireError) {
        var reader = ByteReader(frame.payload)
        switch frame.type {
        case .hello: self = .hello(try Hello(payload: frame.payload))
        case .ping: self = .ping(number: frame.payload)
        case .configure:
            let wallClock = try reader.integer("wall clock", as: UInt64.self)
            let entropy = try reader.take(ChannelLimits.entropy, "entropy")
            let configuration = try GuestConfiguration(from: &reader)
            try reader.finish()
            self = .configure(wallClock: wallClock, entropy: entropy, configuration)
        case .setClock: self = .setClock(try reader.integer("wall clock", as: UInt64.self))
        case .reseed: self = .reseed(frame.payload)
        case .powerOff: self = .powerOff
        case .settle: self = .settle
        default:
            guard let message = try StreamMessage(frame) else { return nil }
            self = .stream(frame.stream, message)
        }
    }
}
