/// A broken rule that costs the stream, not the channel.
package enum StreamViolation: String, Error, Hashable, Sendable {
    case creditOverrun = "more data than credit"
    case creditOverflow = "more credit than the window"
    case unknownStream = "a frame for a stream that was never opened"
    case dataAfterEnd = "data after the end of data"
    case wrongSubChannel = "data on a sub-channel of the other direction"
    case outOfOrder = "a frame that the stream's state does not allow"
    case malformedCall = "a call that makes no sense"
    case unexpectedPong = "an answer to a ping that was not sent"
}

extension StreamViolation: CustomStringConvertible {
    package var description: String { rawValue }
}
