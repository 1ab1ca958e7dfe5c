/// What can be wrong with a conversation with a monitor.
package enum QMPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line that is no QMP message: its length in bytes, and its first ones.
    case undecodable(length: Int, prefix: String)
    case lineTooLong(limit: Int)
    /// A message out of place: a second greeting, an answer to nothing.
    case outOfPlace(String)
    /// The monitor refused the handshake.
    case handshakeRefused(String)
    case tooManyCommands(limit: Int)
    /// The arguments of a command cannot be written as JSON.
    case unencodable(command: String)

    /// How much of a line an error shows, in bytes.
    package static let shownPrefixBytes = 64

    package var description: String {
        switch self {
        case .undecodable(let length, let prefix): "a line of \(length) bytes that is no QMP message: \(prefix)"
        case .lineTooLong(let limit): "a line of more than \(limit) bytes"
        case .outOfPlace(let what): "out of place: \(what)"
        case .handshakeRefused(let reason): "the handshake was refused: \(reason)"
        case .tooManyCommands(let limit): "more than \(limit) commands wait for an answer"
        case .unencodable(let command): "the arguments of '\(command)' are not JSON"
        }
    }

    static func undecodable(_ line: [UInt8]) -> QMPError {
        let prefix = String(decoding: line.prefix(shownPrefixBytes), as: UTF8.self)
        // Control characters would reach a terminal by way of the log.
        let shown = String(
            prefix.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
        return .undecodable(length: line.count, prefix: shown)
    }
}
