/// The new text of a file that is laid out, line by line.
struct FileLayout {
    /// Words that are longer get no column of their own width: one long argument must not push all others away.
    private static let widestColumn = 40
    /// Spaces between two columns.
    private static let gap = 2
    /// How many words of a rule stand in columns; what follows are parameters.
    private static let columnCount = 5

    private let lineLimit: Int
    private var text: [UInt8] = []
    /// The rules since the last blank line or directive, with the comments between them, which are aligned together.
    private var block: [Line] = []
    private var blankLineCount = 0

    private enum Line {
        case comment([UInt8])
        case rule([[UInt8]])
    }

    init(lineLimit: Int) { self.lineLimit = lineLimit }

    mutating func addBlankLine() {
        endBlock()
        // Those at the end of the file are never written.
        blankLineCount += 1
    }

    mutating func addComment(_ comment: [UInt8]) {
        writeBlankLines()
        block.append(.comment(comment))
    }

    mutating func addDirective(_ line: Span<UInt8>, _ fields: [Range<Int>]) {
        endBlock()
        writeBlankLines()
        write(Array(Self.words(line, fields).joined(separator: [UInt8(ascii: " ")])))
    }

    mutating func addRule(_ line: Span<UInt8>, _ fields: [Range<Int>]) {
        writeBlankLines()
        block.append(.rule(Self.words(line, fields)))
    }

    /// The whole text.
    mutating func finished() -> [UInt8] {
        endBlock()
        return text
    }

    private mutating func writeBlankLines() {
        text.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: blankLineCount))
        blankLineCount = 0
    }

    private mutating func write(_ line: [UInt8]) {
        text += line
        text.append(UInt8(ascii: "\n"))
    }

    private mutating func endBlock() {
        var widths = [Int](repeating: 0, count: Self.columnCount)
        for case .rule(let words) in block {
            for (column, word) in words.prefix(Self.columnCount).enumerated() {
                let width = Self.width(of: word)
                if width <= Self.widestColumn { widths[column] = max(widths[column], width) }
            }
        }
        for line in block {
            switch line {
            case .comment(let comment): write(comment)
            case .rule(let words):
                let aligned = Self.aligned(words, widths)
                // A line at the limit would not be read again with more spaces in it.
                write(aligned.count <= lineLimit ? aligned : Array(words.joined(separator: [UInt8(ascii: " ")])))
            }
        }
        block.removeAll()
    }

    private static func aligned(_ words: [[UInt8]], _ widths: [Int]) -> [UInt8] {
        var line: [UInt8] = []
        for (index, word) in words.enumerated() {
            line += word
            guard index + 1 < words.count else { break }
            var spaces = 1
            if index < columnCount { spaces = max(0, widths[index] - width(of: word)) + gap }
            line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
        }
        return line
    }

    /// How many columns a word takes, as far as characters tell.
    private static func width(of word: [UInt8]) -> Int {
        word.reduce(0) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    }

    private static func words(_ line: Span<UInt8>, _ fields: [Range<Int>]) -> [[UInt8]] {
        fields.map { FieldSplitter.bytes(line, $0) }
    }
}
