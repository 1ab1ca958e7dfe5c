/// What can go wrong between this process and the bus, or between it and the other end of a call.
package enum BusError: Error, Hashable, Sendable {
    /// There is no bus at the address, or it refused us.
    case cannotConnect(address: String, reason: String)
    /// The connection ended: the bus is gone, or ``BusConnection/close()`` was called.
    case disconnected
    /// The other end did not answer in time.
    case timedOut(member: String)
    /// The task that made the call was cancelled; the other end may still act on it.
    case cancelled
    /// The other end, or the bus, answered with an error; `name` is a D-Bus error name.
    case remote(name: String, message: String)
    /// Another connection owns the name.
    case nameTaken(String)
    /// Not a D-Bus signature, or beyond 255 bytes or 32 levels.
    case invalidSignature(String)
    /// Something that the bus does not carry, such as text with a NUL or a path without a slash.
    case invalidValue(what: String, value: String)
    /// A message beyond ``MessageLimits``.
    case tooLarge(what: String, limit: Int)
    /// The answer is not what the method is declared to return.
    case unexpectedReply(member: String, expected: String, found: String)
    /// The process is out of memory or of descriptors.
    case exhausted
}

extension BusError: CustomStringConvertible {
    /// One line for a person: what happened and where.
    package var description: String {
        switch self {
        case .cannotConnect(let address, let reason): "cannot connect to the bus at \(address): \(reason)"
        case .disconnected: "the connection to the bus ended"
        case .timedOut(let member): "no answer to \(member) in time"
        case .cancelled: "the call was cancelled"
        case .remote(let name, let message): message.isEmpty ? name : message
        case .nameTaken(let name): "the bus name \(name) is owned by another process"
        case .invalidSignature(let text): "not a D-Bus signature: '\(text)'"
        case .invalidValue(let what, let value): "not a valid \(what): '\(value)'"
        case .tooLarge(let what, let limit): "message with more than \(limit) \(what)"
        case .unexpectedReply(let member, let expected, let found):
            "\(member) answered '\(found)' where '\(expected)' was expected"
        case .exhausted: "out of memory or file descriptors"
        }
    }
}
