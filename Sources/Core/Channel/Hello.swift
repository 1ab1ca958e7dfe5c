/// The host's first words: they begin a session and end every older one.
struct Hello: Hashable, Sendable {
    static let magic = Array("BULKHEAD".utf8)
    static let byteCount = 40
    /// What a guest that lost its footing looks for: the header and the magic of a hello.
    static let pattern = Frame.header(.hello, length: byteCount) + magic
    /// Zero bytes that end any frame that a guest may be in the middle of.
    static let padding = [UInt8](repeating: 0, count: ChannelLimits.payload + Frame.headerByteCount)

    let nonce: [UInt8]
    let versions: ClosedRange<UInt16>
    /// Most bytes of data in a frame that the host takes.
    let bulkByteCount: Int

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.raw(nonce)
        writer.integer(versions.lowerBound)
        writer.integer(versions.upperBound)
        writer.integer(UInt32(bulkByteCount))
        writer.integer(UInt32(ChannelLimits.window))
        writer.integer(UInt16(ChannelLimits.streams))
        writer.integer(UInt16(0))
        return writer.bytes
    }

    init(nonce: [UInt8], versions: ClosedRange<UInt16>, bulkByteCount: Int = ChannelLimits.bulk) {
        self.bulkByteCount = bulkByteCount
        self.nonce = nonce
        self.versions = versions
    }

    init(payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload)
        guard try reader.take(Self.magic.count, "magic") == Self.magic else { throw .notText(field: "magic") }
        nonce = try reader.take(ChannelLimits.nonce, "nonce")
        let lowest = try reader.integer("version", as: UInt16.self)
        let highest = try reader.integer("version", as: UInt16.self)
        guard lowest <= highest else { throw .unknownValue(field: "version", value: UInt64(highest)) }
        versions = lowest...highest
        bulkByteCount = Int(clamping: try reader.integer("payload limit", as: UInt32.self))
        // Other limits than ours belong to a later version of the protocol.
        _ = try reader.take(8, "limits")
        try reader.finish()
    }
}
