/// What a stream is opened for.
package enum StreamKind: Hashable, Sendable {
    /// A command in the guest, with all three sub-channels.
    case run(RunSpecification)
}

extension StreamKind {
    /// Kinds from here on are reserved for streams that a guest opens: service calls.
    static let firstReserved: UInt8 = 128

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .run(let specification):
            writer.byte(1)
            specification.encode(to: &writer)
        }
    }

    init(payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload)
        let kind = try reader.byte("stream kind")
        switch kind {
        case 1: self = .run(try RunSpecification(from: &reader))
        default: throw .unknownValue(field: "stream kind", value: UInt64(kind))
        }
        try reader.finish()
    }
}
