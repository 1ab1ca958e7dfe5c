/// The guest's half of one stream.
struct GuestStream: Hashable, Sendable {
    var isOpen = false
    var input = ReceiveWindow()
    var output = SendWindow()
    var error = SendWindow()
    var hasExited = false

    init(_ kind: StreamKind) {
        if !kind.hasStandardError { error.end() }
    }

    /// Whether everything has been said.
    var isFinished: Bool { hasExited && output.isEnded && error.isEnded }

    func sendWindow(_ subChannel: SubChannel) -> SendWindow? {
        switch subChannel {
        case .standardInput: nil
        case .standardOutput: output
        case .standardError: error
        }
    }

    /// Changes the window that sends on `subChannel`.
    mutating func withWindow(
        _ subChannel: SubChannel, _ body: (inout SendWindow) throws(StreamViolation) -> Void
    ) throws(StreamViolation) {
        switch subChannel {
        case .standardInput: throw .wrongSubChannel
        case .standardOutput: try body(&output)
        case .standardError: try body(&error)
        }
    }
}
