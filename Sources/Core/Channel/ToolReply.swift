/// What an agent tells a program that asked for a call.
package enum ToolReply: Hashable, Sendable {
    /// The call was allowed; data flows.
    case opened
    /// It was not, and nothing happened.
    case refused(GuestText)
    /// The service has ended, and all that it sent has been delivered. The last reply.
    case exited(ExitStatus)
    /// The call could not be made or broke off, and why. The last reply.
    case failed(GuestText)

    package static let packetLimit = GuestText.byteLimit + 16

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .opened: writer.byte(1)
        case .refused(let text):
            writer.byte(2)
            text.encode(to: &writer)
        case .exited(let status):
            writer.byte(3)
            status.encode(to: &writer)
        case .failed(let text):
            writer.byte(4)
            text.encode(to: &writer)
        }
        return writer.bytes
    }

    package init(packet: [UInt8]) throws(WireError) {
        var reader = ByteReader(packet)
        let kind = try reader.byte("kind")
        switch kind {
        case 1: self = .opened
        case 2: self = .refused(try GuestText(from: &reader, "reason"))
        case 3: self = .exited(try ExitStatus(from: &reader))
        case 4: self = .failed(try GuestText(from: &reader, "reason"))
        default: throw .unknownValue(field: "kind", value: UInt64(kind))
        }
        try reader.finish()
    }
}
