/// The limits of the guest channel; both ends hold the other to them.
package enum ChannelLimits {
    /// The protocol versions that this code speaks.
    package static let versions: ClosedRange<UInt16> = 1...1
    /// Most bytes of one frame's payload.
    package static let payload = 64 * 1024
    /// Most bytes of data in one frame that a receiver takes, as the host announces it; a host sends no more than
    /// ``payload``, which is what pushes a guest out of an unfinished frame.
    package static let bulk = 256 * 1024
    /// Bytes that may be on their way in one direction of one sub-channel of one stream.
    package static let window = 512 * 1024
    /// Bytes that a receiver collects before it gives their credit back.
    package static let creditStep = 128 * 1024
    /// Most streams at once.
    package static let streams = 64
    /// Most calls of a guest at once, those that wait for a decision counted.
    package static let calls = 64
    /// Violations of single streams that are borne before the channel is given up.
    package static let violations = 64
    /// Bytes of a former conversation that a host throws away while it waits for the answer to its hello.
    package static let discard = 1024 * 1024
    /// Stream data waits for its turn while more bytes than this are ready to be written.
    package static let output = 512 * 1024
    /// A peer that lets this many bytes pile up does not read at all.
    package static let outputHard = 4 * 1024 * 1024
    /// Bytes of entropy in one message.
    package static let entropy = 64
    package static let nonce = 16
    package static let extensionNames = 32
    /// Longest extension name in bytes.
    package static let extensionName = 64
}
