/// The kinds of frames.
enum FrameType: UInt8, Sendable, CaseIterable {
    case hello = 1
    case helloReply = 2
    case extensions = 3
    case ping = 4
    case pong = 5
    case configure = 6
    case report = 7
    case setClock = 8
    case reseed = 9
    case powerOff = 10
    case log = 11
    case settle = 12
    case open = 16
    case opened = 17
    case refused = 18
    case data = 19
    case endOfData = 20
    case credit = 21
    case exited = 22
    case reset = 23

    /// Whether frames of this kind belong to a stream.
    var isStreamFrame: Bool { rawValue >= FrameType.open.rawValue }

    /// Whether the sub-channel stands in the flags; all other frames have none.
    var hasSubChannel: Bool { self == .data || self == .endOfData || self == .credit }

    /// How long the payload may be.
    func lengths(from sender: FrameDecoder.Sender) -> ClosedRange<Int> {
        switch self {
        case .hello: Hello.byteCount...Hello.byteCount
        case .helloReply: HelloReply.byteCount...HelloReply.byteCount
        case .ping, .pong, .setClock: 8...8
        case .reseed: ChannelLimits.entropy...ChannelLimits.entropy
        case .powerOff, .settle, .opened, .endOfData: 0...0
        case .credit: 4...4
        case .exited: 2...2
        case .data: 1...(sender == .guest ? ChannelLimits.bulk : ChannelLimits.payload)
        case .log, .refused, .reset: 0...GuestText.byteLimit + 2
        case .report: 1...GuestText.byteLimit + 16
        case .extensions: 2...2 + ChannelLimits.extensionNames * (2 + ChannelLimits.extensionName)
        case .configure, .open: 1...ChannelLimits.payload
        }
    }

    /// Whether the guest may send such a frame.
    var comesFromGuest: Bool {
        switch self {
        case .hello, .ping, .configure, .setClock, .reseed, .powerOff, .settle: false
        case .helloReply, .extensions, .pong, .report, .log, .open, .opened, .refused, .data, .endOfData, .credit,
            .exited, .reset:
            true
        }
    }

    /// Whether the host may send such a frame.
    var comesFromHost: Bool {
        switch self {
        case .helloReply, .extensions, .pong, .report, .log: false
        case .hello, .ping, .configure, .setClock, .reseed, .powerOff, .settle, .open, .opened, .refused, .data,
            .endOfData, .credit, .exited, .reset:
            true
        }
    }
}
