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
    /// The machine is about to be stopped for good, and copied.
    case settle
    /// The call was allowed: its data may flow.
    case callOpened(StreamID)
    /// The call is not made; the text is for the caller.
    case callRefused(StreamID, GuestText)
    /// What the service wrote.
    case callData(StreamID, [UInt8])
    /// The service has closed its standard output.
    case callEndOfData(StreamID)
    /// The service reads no more.
    case callInputClosed(StreamID)
    /// How the service ended.
    case callExited(StreamID, ExitStatus)
    /// The call was cut; the text says why.
    case callReset(StreamID, GuestText)
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
