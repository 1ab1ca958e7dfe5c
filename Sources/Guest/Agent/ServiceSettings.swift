/// The settings of one service: `KEY=VALUE` lines in `/etc/qubes/rpc-config/SERVICE`.
struct ServiceSettings: Hashable {
    /// The user that the service runs as, whatever the policy says.
    private(set) var forceUser: String?
    /// Whether a socket service is not told who calls and what.
    private(set) var skipsDescriptor = false
    /// Whether the call ends when the caller has no more to say.
    private(set) var exitsOnClientEOF = false
    /// Whether the call ends when the service has no more to say.
    private(set) var exitsOnServiceEOF = false

    init() {}

    /// Reads the text of a file; nil when a line of it makes no sense, and then the service does not run.
    init?(text: String) {
        for line in text.split(separator: "\n") {
            let words = line.drop { $0 == " " || $0 == "\t" }
            guard !words.isEmpty, !words.hasPrefix("#") else { continue }
            guard let equals = words.firstIndex(of: "=") else { return nil }
            let value = Self.unquoted(words[words.index(after: equals)...])
            switch words[..<equals] {
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

    private static func unquoted(_ text: Substring) -> String {
        var value = text
        while value.last == " " || value.last == "\t" || value.last == "\r" { value.removeLast() }
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
