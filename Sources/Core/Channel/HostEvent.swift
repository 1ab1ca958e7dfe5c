/// What a host learns from a guest.
package enum HostEvent: Hashable, Sendable {
    /// The guest answered the hello.
    case established
    case report(GuestReport)
    /// The answer to the ping with this number.
    case pong(UInt64)
    case log(GuestText)
    /// The guest wants to make a call; to be answered with accept or refuse.
    case called(StreamID, CallRequest)
    /// Nobody in the guest reads what a call brings any more; its end is to be said.
    case callOutputClosed(StreamID)
    case opened(StreamID)
    case refused(StreamID, GuestText)
    case data(StreamID, SubChannel, [UInt8])
    case endOfData(StreamID, SubChannel)
    case exited(StreamID, ExitStatus)
    /// The stream is gone; the text says who ended it and why.
    case reset(StreamID, GuestText)
    /// The channel is gone; nothing that the guest says counts any more.
    case failed(ChannelFailure)
}
