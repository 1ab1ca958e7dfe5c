/// One frame: a header of twelve bytes and a payload.
///
/// The header is {magic 0xB7: 8 bits, type: 8 bits, flags: 16 bits, stream: 32 bits, length: 32 bits}, little-endian.
struct Frame: Hashable, Sendable {
    static let headerByteCount = 12
    static let magic: UInt8 = 0xB7

    let type: FrameType
    var subChannel = SubChannel.standardInput
    var stream: UInt32 = 0
    var payload: [UInt8] = []

    static func header(_ type: FrameType, flags: UInt8 = 0, stream: UInt32 = 0, length: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(magic)
        writer.byte(type.rawValue)
        writer.integer(UInt16(flags))
        writer.integer(stream)
        writer.integer(UInt32(length))
        return writer.bytes
    }

    /// Appends the frame to what is to be written, without an intermediate copy.
    func append(to queue: inout ByteQueue) {
        queue.append(Self.header(type, flags: subChannel.rawValue, stream: stream, length: payload.count))
        queue.append(payload)
    }
}
