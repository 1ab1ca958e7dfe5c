package import Policy

extension WorldFile {
    /// A world as such a file: all keys of every VM, in an order that stays.
    ///
    /// - Parameter world: The world.
    /// - Returns: The text, with a newline at its end.
    package static func text(of world: World) -> String {
        let domains = world.domains.map { domain in
            let members = members(of: domain).map { "      \(quoted($0.0)): \($0.1)" }
            return "    \(quoted(domain.name)): {\n" + members.joined(separator: ",\n") + "\n    }"
        }
        return "{\n  \"domains\": {\n" + domains.joined(separator: ",\n") + "\n  }\n}\n"
    }

    private static func members(of domain: Domain) -> [(String, String)] {
        let tags = domain.tags.sorted().map { quoted($0) }
        let values: [(Key, String)] = [
            (.audiovm, optional(domain.audiovm)), (.defaultDispvm, optional(domain.defaultDisposable)),
            (.guivm, optional(domain.guivm)), (.internal, domain.isInternal ? "\"1\"" : "null"),
            (.label, optional(domain.label)), (.netvm, optional(domain.netvm)),
            (.powerState, quoted(domain.powerState)), (.providesNetwork, String(domain.providesNetwork)),
            (.relayvm, optional(domain.relay)), (.tags, "[" + tags.joined(separator: ", ") + "]"),
            (.template, optional(domain.template)), (.templateForDispvms, String(domain.isDisposableTemplate)),
            (.transportRPC, optional(domain.transport)), (.type, quoted(domain.type)), (.uuid, quoted(domain.uuid)),
        ]
        return values.map { ($0.0.rawValue, $0.1) }
    }

    private static func optional(_ text: String?) -> String { text.map { quoted($0) } ?? "null" }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            // DEL and what a terminal might obey too, so that the file can be shown.
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{200e}"..."\u{200f}", "\u{2028}"..."\u{202e}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
