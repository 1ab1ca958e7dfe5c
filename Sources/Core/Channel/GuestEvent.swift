/// What a guest is told by its host.
package enum GuestEvent: Hashable, Sendable {
    /// A new session: every stream of the former one is gone.
    case sessionStarted
    /// Wall clock in nanoseconds since 1970, entropy, and the configuration.
    case configure(wallClock: UInt64, entropy: [UInt8], GuestConfiguration)
    /// Nanoseconds since 1970.
    case setClock(UInt64)
    case reseed([UInt8])
    case powerOff
    /// To be answered with opened or refused.
    case open(StreamID, StreamKind)
    case data(StreamID, [UInt8])
    case endOfData(StreamID)
    /// Nobody reads this output any more: the command is to get a broken pipe.
    case outputClosed(StreamID, SubChannel)
    /// The stream is gone: whatever runs in it is to be killed.
    case reset(StreamID)
    /// The byte stream made no sense; everything up to the next hello is thrown away.
    case lostFooting(ChannelFailure)
}
