/// The host's half of a stream that the guest opened to make a call.
struct HostCall: Hashable, Sendable {
    /// Whether it has been allowed.
    var isOpen = false
    /// From the guest: what the service reads.
    var forward = ReceiveWindow()
    /// To the guest: what the service writes.
    var backward = SendWindow()
    var hasExited = false

    /// Whether everything has been said.
    var isFinished: Bool { hasExited && forward.isEnded && backward.isEnded }
}
