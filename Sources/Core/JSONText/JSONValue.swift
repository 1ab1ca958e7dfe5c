/// JSON as the commands print it: keys sorted, two spaces, the same bytes for the same contents.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(UInt64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Text, or null where there is none.
    package static func optional(_ text: String) -> JSONValue { text.isEmpty ? .null : .string(text) }

    package static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// The member of an object; nil when there is none, or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text of a member; empty where there is none.
    package func text(_ key: String) -> String {
        guard case .string(let text) = self[key] else { return "" }
        return text
    }

    /// The number of a member; 0 where there is none.
    package func number(_ key: String) -> UInt64 {
        guard case .number(let number) = self[key] else { return 0 }
        return number
    }

    /// The texts of a member; empty where there are none.
    package func texts(_ key: String) -> [String] {
        guard case .array(let items) = self[key] else { return [] }
        return items.compactMap { item in
            guard case .string(let text) = item else { return nil }
            return text
        }
    }

    /// The document, with a newline at its end.
    package var document: String { rendered(indentation: "") + "\n" }

    /// The document on one line, without a newline.
    package var line: String {
        switch self {
        case .null, .bool, .number, .string: rendered(indentation: "")
        case .array(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { Self.quoted($0.key) + ": " + $0.value.line }
                .joined(separator: ", ") + "}"
        }
    }

    private func rendered(indentation: String) -> String {
        let inner = indentation + "  "
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let value): return String(value)
        case .string(let text): return Self.quoted(text)
        case .array(let values):
            if values.isEmpty { return "[]" }
            let lines = values.map { inner + $0.rendered(indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indentation + "]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.sorted { $0.key < $1.key }
                .map { inner + Self.quoted($0.key) + ": " + $0.value.rendered(indentation: inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indentation + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // Beyond what RFC 8259 demands: DEL, C1 and marks of direction, so that a terminal can show the document.
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
