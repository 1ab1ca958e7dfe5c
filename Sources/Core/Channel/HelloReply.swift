/// The guest's answer to a hello.
struct HelloReply: Hashable, Sendable {
    static let byteCount = 28

    let nonce: [UInt8]
    /// The chosen version; zero when there is no common one.
    let version: UInt16

    /// What a host looks for in the remains of older conversations.
    static func pattern(nonce: [UInt8]) -> [UInt8] {
        Frame.header(.helloReply, length: byteCount) + Hello.magic + nonce
    }

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Hello.magic)
        writer.raw(nonce)
        writer.integer(version)
        writer.integer(UInt16(0))
        return writer.bytes
    }

    init(nonce: [UInt8], version: UInt16) {
        self.nonce = nonce
        self.version = version
    }

    init(payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload)
        guard try reader.take(Hello.magic.count, "magic") == Hello.magic else { throw .notText(field: "magic") }
        nonce = try reader.take(ChannelLimits.nonce, "nonce")
        version = try reader.integer("version", as: UInt16.self)
        _ = try reader.take(2, "reserved")
        try reader.finish()
    }
}
