/// What a session wants from its owner, or tells it.
package enum QMPOutput: Hashable, Sendable {
    /// Bytes to write to the monitor.
    case send([UInt8])
    /// The handshake is over; commands go out at once from now on.
    case ready(version: String)
    case returned(id: UInt64, JSONValue)
    case failed(id: UInt64, QMPFailure)
    case event(QMPEvent)
    /// A line that means nothing here; the session goes on.
    case unexpected(QMPError)
    /// The session is over; the connection must be closed.
    case ended(QMPError)
}
