import Machines

/// Finds the words of a line, as Python's `str.split` does or, in strict mode, between spaces and tabs only.
struct FieldSplitter {
    /// What a line is.
    enum Content {
        case blank
        case comment
        case words
        /// It cannot be read, and that has been told.
        case refused
    }

    let mode: PolicyMode
    /// Where the words are in the line that was split last.
    private(set) var fields: [Range<Int>] = []

    init(mode: PolicyMode) { self.mode = mode }

    /// Splits a line into ``fields``.
    ///
    /// - Parameters:
    ///   - line: The line, without its end.
    ///   - isASCII: Whether all of its bytes are ASCII.
    ///   - problems: Where to tell what cannot be read.
    /// - Returns: What the line is; ``fields`` holds words only for ``Content/words``.
    mutating func split(_ line: Span<UInt8>, isASCII: Bool, problems: inout ReadingProblems) -> Content {
        fields.removeAll(keepingCapacity: true)
        if !isASCII && !isText(line, problems: &problems) { return .refused }
        var index = 0
        while index < line.count {
            let gap = separatorLength(line, at: index)
            guard gap == 0 else {
                index += gap
                continue
            }
            if fields.isEmpty && line[index] == UInt8(ascii: "#") { return .comment }
            let start = index
            while index < line.count, separatorLength(line, at: index) == 0 {
                if mode == .strict, !Self.isPlain(line[index]) {
                    tellStrange(line, at: index, problems: &problems)
                    return .refused
                }
                index += 1
            }
            fields.append(start..<index)
        }
        return fields.isEmpty ? .blank : .words
    }

    /// Splits a line that is known to be text and no comment into ``fields``.
    mutating func splitWords(_ line: Span<UInt8>) {
        fields.removeAll(keepingCapacity: true)
        var index = 0
        while index < line.count {
            let gap = separatorLength(line, at: index)
            guard gap == 0 else {
                index += gap
                continue
            }
            let start = index
            while index < line.count, separatorLength(line, at: index) == 0 { index += 1 }
            fields.append(start..<index)
        }
    }

    /// Printable ASCII without the space.
    private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }

    /// How many bytes of white space begin at this byte; 0 when it is none.
    @inline(__always)
    private func separatorLength(_ line: Span<UInt8>, at index: Int) -> Int {
        let byte = line[index]
        if Self.isPlain(byte) { return 0 }
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { return 1 }
        return mode == .strict ? 0 : Self.otherSeparatorLength(line, at: index)
    }

    /// Python's white space besides space and tab: some of ASCII's controls, and what Unicode calls white space.
    private static func otherSeparatorLength(_ line: Span<UInt8>, at index: Int) -> Int {
        let first = line[index]
        switch first {
        case 0x0a...0x0d, 0x1c...0x1f: return 1
        case 0xc2 where index + 1 < line.count:
            return line[index + 1] == 0x85 || line[index + 1] == 0xa0 ? 2 : 0
        case 0xe1...0xe3 where index + 2 < line.count:
            switch (first, line[index + 1], line[index + 2]) {
            // U+1680; U+2000 to U+200A; U+2028, U+2029, U+202F; U+205F; U+3000
            case (0xe1, 0x9a, 0x80): return 3
            case (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9), (0xe2, 0x80, 0xaf): return 3
            case (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80): return 3
            default: return 0
            }
        default: return 0
        }
    }

    private func isText(_ line: Span<UInt8>, problems: inout ReadingProblems) -> Bool {
        do {
            _ = try UTF8Span(validating: line)
            return true
        } catch {
            let offset = error.byteOffsets.lowerBound
            problems.error(
                .notText, column: Self.column(of: offset, in: line),
                "the byte 0x\(String(line[offset], radix: 16)) does not belong to UTF-8 text",
                expected: mode == .strict ? "ASCII text, or UTF-8 in comments" : "UTF-8 text")
            return false
        }
    }

    /// Says which byte strict mode does not read; the line is known to be UTF-8.
    private func tellStrange(_ line: Span<UInt8>, at index: Int, problems: inout ReadingProblems) {
        var end = index + 1
        while end < line.count, line[end] & 0xc0 == 0x80 { end += 1 }
        let character = Self.text(line, index..<end)
        let value = character.unicodeScalars.first?.value ?? 0
        let code = String(value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        let what =
            if value == 0xfeff {
                "the byte order mark \(name)"
            } else if Self.isPythonSpace(line, at: index) {
                "the white space \(name)"
            } else if value < 0x20 || value == 0x7f {
                "the control character \(name)"
            } else {
                "the character \(name)"
            }
        problems.error(
            .syntax, column: Self.column(of: index, in: line), "\(what) outside a comment",
            expected: "printable ASCII, and words separated by spaces or tabs")
    }

    private static func isPythonSpace(_ line: Span<UInt8>, at index: Int) -> Bool {
        otherSeparatorLength(line, at: index) > 0
    }

    /// The column of a byte, in characters from 1.
    static func column(of offset: Int, in line: Span<UInt8>) -> Int {
        var column = 1
        for index in 0..<min(offset, line.count) where line[index] & 0xc0 != 0x80 { column += 1 }
        return column
    }

    /// A part of a line as text.
    static func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: bytes(line, range), as: UTF8.self)
    }

    /// A copy of a part of a line.
    static func bytes(_ line: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for index in range { bytes.append(line[index]) }
        return bytes
    }

    /// A line without the white space at both ends.
    func trimmed(_ line: Span<UInt8>) -> [UInt8] {
        var start = 0
        var end = 0
        var index = 0
        while index < line.count {
            let gap = separatorLength(line, at: index)
            if gap == 0 {
                index += 1
                end = index
            } else {
                if end == 0 { start = index + gap }
                index += gap
            }
        }
        return Self.bytes(line, min(start, end)..<end)
    }

    /// A part of a line as something that is safe to show.
    static func shown(_ line: Span<UInt8>, _ range: Range<Int>, limit: Int = 60) -> String {
        let part = range.lowerBound..<min(range.upperBound, range.lowerBound + 4 * limit + 4)
        return text(line, part).sanitizedForDisplay(limit: limit)
    }
}
