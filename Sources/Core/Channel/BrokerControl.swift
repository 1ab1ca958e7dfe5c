/// The fixed facts of the socket between the manager and a broker.
///
/// It is a `SOCK_SEQPACKET` socket: one packet is one message. A packet is {version: 8 bits, kind: 8 bits, zero: 16
/// bits, run id: 32 bits} and a body, all little-endian.
package enum BrokerControl {
    package static let version: UInt8 = 1
    package static let headerByteCount = 8
    /// Most bytes of one packet.
    package static let packetLimit = 72 * 1024
    /// Most commands that run at once.
    package static let runLimit = 64
    /// Descriptors that go with a run: standard input (to read from), standard output, standard error, status (to
    /// write to).
    package static let runDescriptorCount = 4

    /// Most services that a guest runs for others at once.
    package static let serviceLimit = 64
    /// Descriptors that go with a service or a call: a stream socket for the data both ways, and a pipe for the one line
    /// that says how it ended (written by the callee's broker, read by the caller's).
    package static let callDescriptorCount = 2

    static func header(_ kind: UInt8, id: UInt32 = 0) -> ByteWriter {
        var writer = ByteWriter()
        writer.byte(version)
        writer.byte(kind)
        writer.integer(UInt16(0))
        writer.integer(id)
        return writer
    }

    static func open(_ packet: [UInt8]) throws(WireError) -> (kind: UInt8, id: UInt32, body: ByteReader) {
        guard packet.count <= packetLimit else { throw .tooLong(field: "packet", limit: packetLimit) }
        var reader = ByteReader(packet)
        let version = try reader.byte("version")
        guard version == Self.version else { throw .unknownValue(field: "version", value: UInt64(version)) }
        let kind = try reader.byte("kind")
        let zero = try reader.integer("reserved", as: UInt16.self)
        guard zero == 0 else { throw .unknownValue(field: "reserved", value: UInt64(zero)) }
        let id = try reader.integer("run id", as: UInt32.self)
        return (kind, id, reader)
    }
}
