/// The meaning of one frame from a guest.
enum GuestMessage: Hashable, Sendable {
    case helloReply(HelloReply)
    case extensions([GuestText])
    case pong(UInt64)
    case report(GuestReport)
    case log(GuestText)
    case stream(UInt32, StreamMessage)

    /// Reads a frame that ``FrameDecoder`` let through; nil when a guest does not send such a frame.
    init?(_ frame: Frame) throws(WireError) {
        var reader = ByteReader(frame.payload)
        switch frame.type {
        case .helloReply: self = .helloReply(try HelloReply(payload: frame.payload))
        case .extensions:
            let names = try reader.texts(
                "extensions", countLimit: ChannelLimits.extensionNames, limit: ChannelLimits.extensionName)
            self = .extensions(names.map { GuestText($0) })
        case .pong: self = .pong(try reader.integer("ping", as: UInt64.self))
        case .report: self = .report(try GuestReport(payload: frame.payload))
        case .log: self = .log(try GuestText(from: &reader, "log"))
        default:
            guard let message = try StreamMessage(frame) else { return nil }
            self = .stream(frame.stream, message)
        }
    }
}
