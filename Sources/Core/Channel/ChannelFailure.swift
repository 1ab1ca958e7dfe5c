/// Why one end gave the channel up.
package enum ChannelFailure: Error, Hashable, Sendable {
    /// A frame does not start with the magic byte.
    case badMagic(found: UInt8)
    /// A type that this version does not know, or that the other end must not send.
    case unexpectedType(UInt8)
    /// Flags or a stream id where the type allows none.
    case badHeader(type: UInt8)
    case badLength(type: UInt8, length: UInt32)
    case malformed(type: UInt8, WireError)
    /// More bytes than ``ChannelLimits/discard`` came before the answer to the hello.
    case noReply
    /// The peer speaks none of our versions; it offers this one.
    case unsupportedVersion(UInt16)
    /// An answer to a hello that was not sent.
    case unexpectedReply
    /// More than ``ChannelLimits/violations`` broken rules of single streams.
    case tooManyViolations(last: StreamViolation)
    /// The peer does not read: more than ``ChannelLimits/outputHard`` bytes wait for it.
    case outputOverflow
}

extension ChannelFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .badMagic(let found): "a frame starts with \(found) instead of the magic byte"
        case .unexpectedType(let type): "unexpected frame type \(type)"
        case .badHeader(let type): "bad header of a frame of type \(type)"
        case .badLength(let type, let length): "a frame of type \(type) claims \(length) bytes"
        case .malformed(let type, let error): "malformed frame of type \(type): \(error)"
        case .noReply: "no answer to the hello among \(ChannelLimits.discard) bytes"
        case .unsupportedVersion(let version): "unsupported protocol version \(version)"
        case .unexpectedReply: "an answer to a hello that was not sent"
        case .tooManyViolations(let last): "too many stream violations, last: \(last)"
        case .outputOverflow: "the peer does not read what it is sent"
        }
    }
}
