/// The meaning of one stream frame.
enum StreamMessage: Hashable, Sendable {
    case open([UInt8])
    case opened
    case refused(GuestText)
    case data(SubChannel, [UInt8])
    case endOfData(SubChannel)
    case credit(SubChannel, UInt32)
    case exited(ExitStatus)
    case reset(GuestText)

    /// Reads a frame; nil when it is not a stream frame.
    init?(_ frame: Frame) throws(WireError) {
        var reader = ByteReader(frame.payload)
        switch frame.type {
        case .open: self = .open(frame.payload)
        case .opened: self = .opened
        case .refused: self = .refused(try Self.reason(&reader))
        case .data: self = .data(frame.subChannel, frame.payload)
        case .endOfData: self = .endOfData(frame.subChannel)
        case .credit: self = .credit(frame.subChannel, try reader.integer("credit", as: UInt32.self))
        case .exited: self = .exited(try ExitStatus(from: &reader))
        case .reset: self = .reset(try Self.reason(&reader))
        case .hello, .helloReply, .extensions, .ping, .pong, .configure, .report, .setClock, .reseed, .powerOff,
            .settle, .log:
            return nil
        }
    }

    /// A text frame without text is allowed.
    private static func reason(_ reader: inout ByteReader) throws(WireError) -> GuestText {
        guard reader.remaining > 0 else { return GuestText("") }
        let text = try GuestText(from: &reader, "reason")
        try reader.finish()
        return text
    }

    /// The payload of a frame that carries a reason.
    static func payload(_ reason: GuestText) -> [UInt8] {
        var writer = ByteWriter()
        reason.encode(to: &writer)
        return writer.bytes
    }
}
