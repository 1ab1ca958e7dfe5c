/// The settings of one service: `KEY=VALUE` lines in `/etc/qubes/rpc-config/SERVICE`.
package struct ServiceSettings: Hashable, Sendable {
    /// The user that the service runs as, whatever the policy says.
    package private(set) var forceUser: String?
    /// Whether a socket service is not told who calls and what.
    package private(set) var skipsDescriptor = false
    /// Whether the call ends when the caller has no more to say.
    package private(set) var exitsOnClientEOF = false
    /// Whether the call ends when the service has no more to say.
    package private(set) var exitsOnServiceEOF = false

    package init() {}

    /// Reads the text of a file; nil when a line of it makes no sense, and then the service does not run.
    package init?(text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = Self.trimmed(line)
            guard !words.isEmpty, !words.hasPrefix("#") else { continue }
            guard let equals = words.firstIndex(of: "=") else { return nil }
            let value = Self.unquoted(words[words.index(after: equals)...])
            switch Self.trimmed(words[..<equals]) {
            case "force-user", "force_user": forceUser = value.isEmpty ? nil : value
            case "skip-service-descriptor":
                guard let flag = Self.flag(value) else { return nil }
                skipsDescriptor = flag
            case "exit-on-client-eof":
                guard let flag = Self.flag(value) else { return nil }
                exitsOnClientEOF = flag
            case "exit-on-service-eof":
                guard let flag = Self.flag(value) else { return nil }
                exitsOnServiceEOF = flag
            // "wait-for-session" among them: there is no session to wait for.
            default: continue
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }

    private static func unquoted(_ text: Substring) -> String {
        let value = trimmed(text)
        guard value.count >= 2, let first = value.first, first == value.last, first == "'" || first == "\"" else {
            return String(value)
        }
        return String(value.dropFirst().dropLast())
    }

    private static func flag(_ text: String) -> Bool? {
        switch text {
        case "1", "true", "yes": true
        case "0", "false", "no": false
        default: nil
        }
    }
}
