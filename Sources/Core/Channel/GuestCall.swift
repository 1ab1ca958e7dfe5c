/// The guest's half of a stream that it opened to make a call.
struct GuestCall: Hashable, Sendable {
    /// Whether it has been allowed.
    var isOpen = false
    /// To the host: what the service reads.
    var forward = SendWindow()
    /// From the host: what the service writes.
    var backward = ReceiveWindow()
    var hasExited = false

    /// Whether nothing more can come from the host.
    var isFinished: Bool { hasExited && backward.isEnded }
}
