extension StringProtocol {
    /// The text as something that is safe to print: printable ASCII only, and bounded.
    ///
    /// Control characters, the backslash and everything outside ASCII become escapes (`\n`, `\\`, `\u{202e}`), so no
    /// text can move the cursor, change colours, reorder or imitate what stands around it. Escapes are never cut.
    ///
    /// - Parameter limit: The most characters of the answer; a longer text ends in `...`.
    /// - Returns: The escaped text.
    package func sanitizedForDisplay(limit: Int) -> String {
        let ellipsis = "..."
        var shown = ""
        // Where to cut if the text turns out not to fit: the longest prefix that leaves room for the ellipsis.
        var cut = shown.startIndex
        var length = 0
        for scalar in unicodeScalars {
            let piece = Self.escaped(scalar)
            length += piece.utf8.count
            guard length <= limit else {
                return String(shown[..<cut]) + ellipsis.prefix(Swift.max(0, limit))
            }
            shown += piece
            if length + ellipsis.utf8.count <= limit { cut = shown.endIndex }
        }
        return shown
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": #"\\"#
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        case " "..."~": String(scalar)
        default: #"\u{"# + String(scalar.value, radix: 16) + "}"
        }
    }
}
