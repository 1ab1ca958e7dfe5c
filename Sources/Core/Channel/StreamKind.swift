/// What a stream is opened for.
package enum StreamKind: Hashable, Sendable {
    /// A command in the guest, with all three sub-channels.
    case run(RunSpecification)
    /// A service in the guest, with standard input and output only.
    case service(ServiceInvocation)
}

extension StreamKind {
    /// What a guest opens streams for, and all that it does: to make a call.
    static let call: UInt8 = 128

    /// Whether a stream of this kind has standard error as a sub-channel.
    var hasStandardError: Bool {
        switch self {
        case .run: true
        case .service: false
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .run(let specification):
            writer.byte(1)
            specification.encode(to: &writer)
        case .service(let invocation):
            writer.byte(2)
            invocation.encode(to: &writer)
        }
    }

    init(payload: [UInt8]) throws(WireError) {
        var reader = ByteReader(payload)
        let kind = try reader.byte("stream kind")
        switch kind {
        case 1: self = .run(try RunSpecification(from: &reader))
        case 2: self = .service(try ServiceInvocation(from: &reader))
        default: throw .unknownValue(field: "stream kind", value: UInt64(kind))
        }
        try reader.finish()
    }
}
