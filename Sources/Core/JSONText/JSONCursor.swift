import Machines

/// A place in a JSON text, and what can be read from it on.
struct JSONCursor {
    private let bytes: ArraySlice<UInt8>
    private(set) var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    var isAtEnd: Bool { offset >= bytes.endIndex }

    /// The byte that comes next, nil at the end.
    var next: UInt8? { offset < bytes.endIndex ? bytes[offset] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    /// Goes over `byte` if it comes next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    /// The failure of something else at this place.
    func unexpected(_ expected: String) -> JSONFailure {
        guard let next else { return JSONFailure(offset: offset, message: "the text ends", expected: expected) }
        let text = String(decoding: [next], as: UTF8.self).sanitizedForDisplay(limit: 16)
        return JSONFailure(offset: offset, message: "unexpected '\(text)'", expected: expected)
    }

    /// Reads text, a number, or one of the three words.
    mutating func scalar() throws(JSONFailure) -> JSONNode.Value {
        guard let byte = next else { throw unexpected("a value") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw unexpected("a value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONNode.Value) throws(JSONFailure) -> JSONNode.Value {
        for byte in "\(word)".utf8 where !take(byte) { throw unexpected("'\(word)'") }
        return value
    }

    private mutating func number() throws(JSONFailure) -> String {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        guard offset - start <= 64 else { throw JSONFailure(offset: start, message: "a number of over 64 characters") }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONFailure) {
        let start = offset
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
        if offset == start { throw unexpected("a digit") }
    }

    /// Reads text from its first quote to its last.
    mutating func string() throws(JSONFailure) -> String {
        let quote = offset
        offset += 1
        var start = offset
        var escaped: String?
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let last = try text(start..<offset)
                offset += 1
                return escaped.map { $0 + last } ?? last
            case UInt8(ascii: "\\"):
                var text = (escaped ?? "") + (try text(start..<offset))
                text.unicodeScalars.append(try escape())
                escaped = text
                start = offset
            case ..<0x20:
                throw JSONFailure(
                    offset: offset, message: "a control character in a text", expected: "an escape like \\n")
            default: offset += 1
            }
        }
        throw JSONFailure(offset: quote, message: "a text that does not end", expected: "a quote at its end")
    }

    private func text(_ range: Range<Int>) throws(JSONFailure) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw JSONFailure(offset: range.lowerBound, message: "a text that is not UTF-8")
        }
        return text
    }

    private mutating func escape() throws(JSONFailure) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard let byte = next else { throw unexpected("an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if code & 0xFC00 == 0xD800, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try hexadecimal()
                if low & 0xFC00 == 0xDC00 { code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF) }
            }
            if let scalar = Unicode.Scalar(code) { return scalar }
            throw JSONFailure(offset: start, message: "half of a surrogate pair", expected: "both halves")
        default:
            throw JSONFailure(
                offset: start, message: "an unknown escape", expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }

    private mutating func hexadecimal() throws(JSONFailure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("four hexadecimal digits")
            }
            code = code << 4 + UInt32(digit)
            offset += 1
        }
        return code
    }
}
