/// The one line that a run's status descriptor gets before it is closed.
package enum RunOutcome: Hashable, Sendable {
    /// Longest line in bytes, with its line feed.
    package static let lineLimit = GuestText.byteLimit + 16

    /// `exit N`
    case exited(code: UInt8)
    /// `signal N`
    case signalled(number: UInt8)
    /// `error TEXT`: the command did not run, or nobody knows how it ended.
    case failed(String)

    package init(_ status: ExitStatus) {
        switch status {
        case .exited(let code): self = .exited(code: code)
        case .signalled(let number): self = .signalled(number: number)
        }
    }

    /// The line with its line feed.
    package var line: String {
        switch self {
        case .exited(let code): "exit \(code)\n"
        case .signalled(let number): "signal \(number)\n"
        case .failed(let text): "error \(GuestText.printable(text))\n"
        }
    }

    /// Reads what came from a status descriptor until its end.
    ///
    /// Anything that is not a whole line, such as nothing at all from a broker that was killed, is a failure.
    package init(line bytes: some Sequence<UInt8>) {
        let text = String(decoding: Array(bytes.prefix(Self.lineLimit)), as: UTF8.self)
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : ""
        if body.hasPrefix("exit "), let code = UInt8(body.dropFirst(5)) {
            self = .exited(code: code)
        } else if body.hasPrefix("signal "), let number = UInt8(body.dropFirst(7)) {
            self = .signalled(number: number)
        } else if body.hasPrefix("error ") {
            self = .failed(GuestText.printable(String(body.dropFirst(6))))
        } else {
            self = .failed("the broker ended before the command did")
        }
    }
}
