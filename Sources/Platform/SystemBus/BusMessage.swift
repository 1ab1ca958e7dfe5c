/// A message as the rest of the module sees it: decoded, and no longer tied to libdbus.
struct BusMessage: Sendable {
    enum Kind: Sendable {
        case call
        case reply
        case error
        case signal
    }

    var kind: Kind
    var serial: UInt32 = 0
    /// The call that this reply or error answers.
    var replySerial: UInt32 = 0
    /// Whether the sender of a call wants no reply.
    var noReply = false
    var sender: String?
    var destination: String?
    var path: String?
    var interface: String?
    var member: String?
    var errorName: String?
    var arguments: [BusValue] = []
    /// Why the body could not be decoded; the arguments are empty then.
    var problem: BusError?

    /// The answer to this call.
    func reply(_ arguments: [BusValue]) -> BusMessage {
        BusMessage(kind: .reply, replySerial: serial, noReply: true, destination: sender, arguments: arguments)
    }

    /// The refusal of this call.
    func error(_ failure: BusFailure) -> BusMessage {
        BusMessage(
            kind: .error, replySerial: serial, noReply: true, destination: sender, errorName: failure.name,
            arguments: [.string(failure.message)])
    }
}
