import Machines

/// Splits one line into words.
struct LineScanner {
    private let file: String
    private let line: Int
    private let scalars: [Unicode.Scalar]
    private var place = 0

    /// Takes a line without its end.
    ///
    /// - Parameters:
    ///   - bytes: The line.
    ///   - file: The file, for problems.
    ///   - line: Its number, from 1.
    /// - Throws: A problem when the bytes are no UTF-8.
    init(_ bytes: ArraySlice<UInt8>, file: String, line: Int) throws(Problem) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = Self.scalarCountBeforeDamage(bytes)
            throw Problem(
                file: file, position: SourcePosition(line: line, column: valid + 1), message: "bytes that are no UTF-8",
                expected: "ASCII, or UTF-8 in comments and in quotation marks")
        }
        scalars = Array(text.unicodeScalars)
        self.file = file
        self.line = line
    }

    /// All words of the line; a comment is none.
    mutating func words() throws(Problem) -> (words: [Word], end: Int) {
        var words: [Word] = []
        var end = 0
        // A label's parts are separated by a slash, which elsewhere belongs to paths.
        var separatesSlash = false
        while true {
            skipSpace()
            guard place < scalars.count, scalars[place] != "#" else { return (words, end) }
            let word = try word(separatesSlash: separatesSlash)
            words.append(word)
            end = place
            if words.count == 1 { separatesSlash = word.text == "label" }
        }
    }

    /// The text of the line from its first word to the given end, as ``words()`` gave it.
    func text(until end: Int) -> String {
        let start = scalars.firstIndex { $0 != " " && $0 != "\t" } ?? 0
        guard start < end else { return "" }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<end])
        return String(text)
    }

    private mutating func skipSpace() {
        while place < scalars.count, scalars[place] == " " || scalars[place] == "\t" { place += 1 }
    }

    private mutating func word(separatesSlash: Bool) throws(Problem) -> Word {
        let start = place
        let first = scalars[start]
        if first == "\"" { return Word(kind: .quoted, text: try quoted(), column: start + 1) }
        if let sign = sign(separatesSlash: separatesSlash) {
            place += sign.unicodeScalars.count
            return Word(kind: .sign, text: sign, column: start + 1)
        }
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar == " " || scalar == "\t" || scalar == "\"" || sign(separatesSlash: separatesSlash) != nil {
                break
            }
            guard ("!"..."~").contains(scalar) else {
                throw problem(
                    "the character \(String(scalar).sanitizedForDisplay(limit: 16))",
                    expected: "ASCII, or UTF-8 in comments and in quotation marks")
            }
            text.append(scalar)
            place += 1
        }
        return Word(kind: .plain, text: String(text), column: start + 1)
    }

    /// The sign that begins here.
    private func sign(separatesSlash: Bool) -> String? {
        switch scalars[place] {
        case "{": return "{"
        case "}": return "}"
        case ",": return ","
        case ";": return ";"
        case "&": return "&"
        case "<": return "<"
        case "/": return separatesSlash ? "/" : nil
        case "-":
            guard place + 1 < scalars.count, scalars[place + 1] == ">" else { return nil }
            return place + 2 < scalars.count && scalars[place + 2] == "*" ? "->*" : "->"
        default: return nil
        }
    }

    private mutating func quoted() throws(Problem) -> String {
        let start = place
        var text = String.UnicodeScalarView()
        place += 1
        while place < scalars.count {
            let scalar = scalars[place]
            switch scalar {
            case "\"":
                place += 1
                return String(text)
            case "\\":
                guard place + 1 < scalars.count, scalars[place + 1] == "\"" || scalars[place + 1] == "\\" else {
                    throw problem("a backslash before neither a quotation mark nor a backslash", expected: "'\\\\'")
                }
                text.append(scalars[place + 1])
                place += 2
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}":
                throw problem(
                    "the character \(String(scalar).sanitizedForDisplay(limit: 16)) in a text",
                    expected: "a text without control characters")
            default:
                text.append(scalar)
                place += 1
            }
        }
        place = start
        throw problem("a text that does not end", expected: "a closing quotation mark on the same line")
    }

    private func problem(_ message: String, expected: String) -> Problem {
        Problem(
            file: file, position: SourcePosition(line: line, column: place + 1), message: message, expected: expected)
    }

    /// How many characters are whole before the first byte that is no UTF-8.
    private static func scalarCountBeforeDamage(_ bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue = decoder.decode(&iterator) { count += 1 }
        return count
    }
}
