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
    /// A program in the guest wants to make a call; the id is the broker's, and never used twice. Sent again to every
    /// new manager until it is answered.
    case call(id: UInt32, CallRequest)
    /// A call that was allowed goes on; sent to a new manager.
    case calling(id: UInt32, CallRequest)
    /// A call that this guest made is over.
    case callEnded(id: UInt32, CallSummary)
    /// So many calls were refused since the last such notice, because the guest made too many at once.
    case callsDropped(UInt32)

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
        case .call(let id, let request):
            writer = BrokerControl.header(132, id: id)
            request.encode(to: &writer)
        case .calling(let id, let request):
            writer = BrokerControl.header(133, id: id)
            request.encode(to: &writer)
        case .callEnded(let id, let summary):
            writer = BrokerControl.header(134, id: id)
            summary.encode(to: &writer)
        case .callsDropped(let count):
            writer = BrokerControl.header(135)
            writer.integer(count)
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
        case 132: self = .call(id: id, try CallRequest(from: &body))
        case 133: self = .calling(id: id, try CallRequest(from: &body))
        case 134: self = .callEnded(id: id, try CallSummary(from: &body))
        case 135: self = .callsDropped(try body.integer("count", as: UInt32.self))
        default: throw .unknownValue(field: "kind", value: UInt64(kind))
        }
        try body.finish()
    }
}
