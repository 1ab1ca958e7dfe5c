/// A message from a broker to the manager.
///
/// All text in it is printable ASCII, made so by the broker and again here.
package enum BrokerNotice: Hashable, Sendable {
    /// Sent on connection, on every change, and when asked for.
    case status(AgentStatus)
    /// A line for the machine's log, from the guest's agent.
    case log(String)
    /// The broker did not do what the request with this run id (zero for others) asked for.
    case rejected(id: UInt32, reason: String)

    /// The packet to send.
    package func encode() -> [UInt8] {
        var writer: ByteWriter
        switch self {
        case .status(let status):
            writer = BrokerControl.header(129)
            status.encode(to: &writer)
        case .log(let text):
            writer = BrokerControl.header(130)
            writer.text(GuestText.printable(text))
        case .rejected(let id, let reason):
            writer = BrokerControl.header(131, id: id)
            writer.text(GuestText.printable(reason))
        }
        return writer.bytes
    }

    /// Reads one packet.
    package init(packet: [UInt8]) throws(WireError) {
        var (kind, id, body) = try BrokerControl.open(packet)
        switch kind {
        case 129: self = .status(try AgentStatus(from: &body))
        case 130: self = .log(GuestText.printable(try body.text("log", limit: GuestText.byteLimit)))
        case 131:
            self = .rejected(id: id, reason: GuestText.printable(try body.text("reason", limit: GuestText.byteLimit)))
        default: throw .unknownValue(field: "kind", value: UInt64(kind))
        }
        try body.finish()
    }
}
