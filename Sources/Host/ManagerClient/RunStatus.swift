/// How a command in a VM ended: the one line that comes through its status descriptor.
package enum RunStatus: Hashable, Sendable {
    /// It ended by itself, with this code.
    case exited(Int32)
    /// A signal of this number ended it.
    case signalled(Int32)
    /// It was never started, or its VM went away; the text says what happened.
    case failed(String)

    /// The longest line, in bytes.
    package static let maximumLineBytes = 4_096

    /// The line, with its newline.
    package var line: String {
        switch self {
        case .exited(let code): "exit \(code)\n"
        case .signalled(let number): "signal \(number)\n"
        case .failed(let text): "error \(text.split(separator: "\n").joined(separator: " ").prefix(2_048))\n"
        }
    }

    /// Reads a line, with or without its newline; nil when it is none of the three.
    package init?(line: String) {
        let text = line.hasSuffix("\n") ? line.dropLast() : line[...]
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let kind = parts.first, let rest = parts.dropFirst().first else { return nil }
        switch kind {
        case "exit":
            guard let code = Int32(rest) else { return nil }
            self = .exited(code)
        case "signal":
            guard let number = Int32(rest) else { return nil }
            self = .signalled(number)
        case "error": self = .failed(String(rest))
        default: return nil
        }
    }

    /// The exit status by which a shell would tell it; 125 where there was no command to have one.
    package var exitCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let number): 128 &+ number
        case .failed: 125
        }
    }
}
