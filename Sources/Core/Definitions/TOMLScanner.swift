import Machines

/// Walks a TOML text and notes where keys and values begin; see ``TOMLPositions``.
///
/// It skips what it does not need to understand (numbers, dates), so it is far smaller than a parser.
struct TOMLScanner {
    /// The deepest nesting of arrays and inline tables that is followed; TOMLKit's parser refuses more than 256.
    private static let maximumDepth = 256
    /// The longest path that is noted; no key of a configuration is as deep, and a hostile text could fill the memory
    /// with longer ones.
    private static let maximumPathLength = 8

    private(set) var entries: [[String]: TOMLPositions.Entry] = [:]
    private(set) var nullCharacters: [SourcePosition] = []
    private(set) var hazards: [TOMLPositions.Hazard] = []

    private var text: TOMLTextCursor
    /// How many tables each array of tables has so far.
    private var tableCounts: [[String]: Int] = [:]

    init(_ text: String) {
        self.text = TOMLTextCursor(text)
    }

    mutating func scanDocument() {
        var table: [String] = []
        while true {
            text.skipBlank(newlines: true)
            guard let next = text.peek else { return }
            if next == "[" {
                table = scanHeader()
            } else {
                scanKeyValue(in: table, depth: 0)
            }
            // Accepted text has nothing but blanks left on the line; a scalar here keeps the loop moving otherwise.
            text.skipLine()
        }
    }

    /// Reads `[a.b]` or `[[a.b]]` and answers with the path that the following keys belong to.
    private mutating func scanHeader() -> [String] {
        text.advance()
        let isArray = text.peek == "["
        if isArray { text.advance() }
        text.skipBlank(newlines: false)
        let start = text.position
        let parts = scanKey()
        if parts.isEmpty { hazards.append(.init(kind: .headerWithoutKey, position: start)) }
        var path: [String] = []
        for (index, part) in parts.enumerated() {
            path.append(part.name)
            let isLast = index == parts.count - 1
            note(path, key: part.position, value: part.position)
            if isLast && isArray {
                let count = tableCounts[path, default: 0]
                tableCounts[path] = count + 1
                path.append(String(count))
                note(path, key: part.position, value: part.position)
            } else if let count = tableCounts[path] {
                // A header below an array of tables means its latest table.
                path.append(String(count - 1))
            }
        }
        return path
    }

    private mutating func scanKeyValue(in table: [String], depth: Int) {
        let parts = scanKey()
        guard let last = parts.last else { return }
        var path = table
        for part in parts.dropLast() {
            path.append(part.name)
            note(path, key: part.position, value: part.position)
        }
        path.append(last.name)
        text.skipBlank(newlines: false)
        if text.peek == "=" { text.advance() }
        text.skipBlank(newlines: false)
        note(path, key: last.position, value: text.position)
        scanValue(at: path, depth: depth)
    }

    /// Reads a key, dotted or not.
    private mutating func scanKey() -> [(name: String, position: SourcePosition)] {
        let start = text.position
        let parts = scanKeyParts()
        if parts.count > TOMLPositions.maximumKeyParts { hazards.append(.init(kind: .overlongKey, position: start)) }
        return parts
    }

    private mutating func scanKeyParts() -> [(name: String, position: SourcePosition)] {
        var parts: [(name: String, position: SourcePosition)] = []
        while let next = text.peek {
            let position = text.position
            if next == "\"" || next == "'" {
                parts.append((scanString(), position))
            } else {
                let name = text.takeBareKey()
                guard !name.isEmpty else { return parts }
                parts.append((name, position))
            }
            text.skipBlank(newlines: false)
            guard text.peek == "." else { return parts }
            text.advance()
            text.skipBlank(newlines: false)
        }
        return parts
    }

    private mutating func scanValue(at path: [String], depth: Int) {
        guard depth < Self.maximumDepth else { return text.skipScalar() }
        switch text.peek {
        case "\"", "'": _ = scanString()
        case "[": scanArray(at: path, depth: depth + 1)
        case "{": scanInlineTable(at: path, depth: depth + 1)
        default: text.skipScalar()
        }
    }

    private mutating func scanArray(at path: [String], depth: Int) {
        text.advance()
        var index = 0
        while true {
            text.skipBlank(newlines: true)
            guard let next = text.peek else { return }
            if next == "]" { return text.advance() }
            if next == "," {
                text.advance()
                continue
            }
            let position = text.position
            if !Self.canBeginValue(next) { hazards.append(.init(kind: .badElement, position: position)) }
            let element = path.count < Self.maximumPathLength ? path + [String(index)] : path
            note(element, key: position, value: position)
            scanValue(at: element, depth: depth)
            // Only text that is not TOML leaves the cursor where it was, as `[}` does.
            guard text.position != position else { return }
            index += 1
        }
    }

    private mutating func scanInlineTable(at path: [String], depth: Int) {
        text.advance()
        while true {
            text.skipBlank(newlines: true)
            guard let next = text.peek else { return }
            if next == "}" { return text.advance() }
            if next == "," {
                text.advance()
                continue
            }
            let position = text.position
            scanKeyValue(in: path, depth: depth)
            guard text.position != position else { return }
        }
    }

    private static func canBeginValue(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", "[", "{", "+", "-", ".", "_", "0"..."9", "a"..."z", "A"..."Z": true
        default: false
        }
    }

    private mutating func scanString() -> String {
        let string = text.takeString()
        nullCharacters += string.nullCharacters
        return string.value
    }

    /// Notes an entry; the first one stays, so that a table is where it was first named.
    private mutating func note(_ path: [String], key: SourcePosition, value: SourcePosition) {
        guard path.count <= Self.maximumPathLength else { return }
        if entries[path] == nil { entries[path] = TOMLPositions.Entry(key: key, value: value) }
    }
}
