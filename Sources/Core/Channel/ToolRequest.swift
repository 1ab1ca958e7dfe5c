/// What a program in the guest asks its agent, over the agent's own socket (`SOCK_SEQPACKET`).
package enum ToolRequest: Hashable, Sendable {
    /// Makes a call. Goes with two descriptors: one that the agent reads what goes to the service from, and one that
    /// it writes to what the service sends.
    case call(CallRequest)

    /// Where the agent listens.
    package static let socketPath = "/run/bulkhead/agent.sock"
    /// Most bytes of one packet.
    package static let packetLimit = 68 * 1024
    package static let descriptorCount = 2

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .call(let request):
            writer.byte(1)
            request.encode(to: &writer)
        }
        return writer.bytes
    }

    package init(packet: [UInt8]) throws(WireError) {
        var reader = ByteReader(packet)
        let kind = try reader.byte("kind")
        guard kind == 1 else { throw .unknownValue(field: "kind", value: UInt64(kind)) }
        self = .call(try CallRequest(from: &reader))
        try reader.finish()
    }
}
