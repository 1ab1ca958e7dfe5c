/// The host's half of one stream.
struct HostStream: Hashable, Sendable {
    var isOpen = false
    var input = SendWindow()
    var output = ReceiveWindow()
    var error = ReceiveWindow()
    var status: ExitStatus?

    init(_ kind: StreamKind) {
        if !kind.hasStandardError { try? error.end() }
    }

    /// Whether nothing more can come from the guest.
    var isFinished: Bool { status != nil && output.isEnded && error.isEnded }

    /// Changes the window that receives on `subChannel`.
    mutating func withWindow(
        _ subChannel: SubChannel, _ body: (inout ReceiveWindow) throws(StreamViolation) -> Void
    ) throws(StreamViolation) {
        switch subChannel {
        case .standardInput: throw .wrongSubChannel
        case .standardOutput: try body(&output)
        case .standardError: try body(&error)
        }
    }
}
