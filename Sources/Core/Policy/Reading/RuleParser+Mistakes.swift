import Machines

/// What is told of words that are wrong; none of it runs for a rule that is right.
extension RuleParser {
    @inline(never)
    func tellFieldCount(_ line: Span<UInt8>, _ fields: [Range<Int>], problems: inout ReadingProblems) {
        let end = fields.last?.upperBound ?? 0
        let first = fields.first.map { FieldSplitter.text(line, $0.lowerBound..<min($0.upperBound, end)) } ?? ""
        var expected = "SERVICE ARGUMENT SOURCE TARGET ACTION and parameters"
        var suggestion: String?
        if first.hasPrefix("$include:") {
            suggestion = "!include"
        } else if fields.count >= 3, Action.allCases.contains(where: { $0.word == text(line, fields[2]) }) {
            expected += "; a file in the format of Qubes R4.0 is read with !include-service"
        }
        problems.error(
            .syntax, column: FieldSplitter.column(of: end, in: line),
            fields.count == 1 ? "the line has one word" : "the line has \(fields.count) words",
            expected: expected, suggestion: suggestion)
    }

    /// The same for a line in the old format.
    @inline(never)
    func tellOldFieldCount(_ line: Span<UInt8>, _ fields: [Range<Int>], problems: inout ReadingProblems) {
        problems.error(
            .syntax, column: FieldSplitter.column(of: fields.last?.upperBound ?? 0, in: line),
            fields.count == 1 ? "the line has one word" : "the line has \(fields.count) words",
            expected: "SOURCE TARGET ACTION and parameters, as in Qubes R4.0")
    }

    @inline(never)
    func tellCharacter(
        _ what: String, _ line: Span<UInt8>, _ range: Range<Int>, at index: Int, problems: inout ReadingProblems
    ) {
        var end = index + 1
        while end < range.upperBound, line[end] & 0xc0 == 0x80 { end += 1 }
        let character = FieldSplitter.shown(line, index..<end)
        let found =
            character == "\\u{feff}"
            ? "the \(what) begins with a byte order mark"
            : "the \(what) '\(FieldSplitter.shown(line, range))' has '\(character)'"
        problems.error(
            .syntax, column: FieldSplitter.column(of: index, in: line), found,
            expected: what == "service"
                ? "* or letters, digits, '.', '_' and '-'" : "* or '+' and letters, digits, '+', '.', '_' and '-'")
    }

    @inline(never)
    func tellLength(
        _ what: String, _ range: Range<Int>, limit: Int, _ line: Span<UInt8>, problems: inout ReadingProblems
    ) {
        problems.error(
            .limit, column: FieldSplitter.column(of: range.lowerBound, in: line),
            "the \(what) has \(range.count) bytes", expected: "at most \(limit)")
    }

    /// What was meant by an argument without its `+`.
    func suggestedArgument(_ line: Span<UInt8>, _ range: Range<Int>) -> String? {
        guard range.count <= 60 else { return nil }
        for index in range where !CallCharacter.isAllowed(line[index]) { return nil }
        return "+" + text(line, range)
    }

    @inline(never)
    func tell(
        _ mistake: TokenMistake, _ line: Span<UInt8>, _ range: Range<Int>, in column: TokenColumn,
        problems: inout ReadingProblems
    ) {
        let word = FieldSplitter.shown(line, range)
        let name = column == .redirect ? "target" : "\(column)"
        var suggestion: String?
        let message: String
        switch mistake {
        case .empty: message = "the \(name) is empty"
        case .emptyValue(let prefix): message = "nothing follows \(prefix)"
        case .nestedKeyword(let prefix): message = "another keyword follows \(prefix) in '\(word)'"
        case .misplaced: message = "'\(word)' cannot be a \(name)"
        case .unknownKeyword:
            message = "'\(word)' is no keyword"
            suggestion = suggestedKeyword(line, range, in: column)
        }
        problems.error(
            .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line), message,
            expected: column.expectation, suggestion: suggestion)
    }

    private func suggestedKeyword(_ line: Span<UInt8>, _ range: Range<Int>, in column: TokenColumn) -> String? {
        let word = FieldSplitter.text(line, range.lowerBound..<min(range.upperBound, range.lowerBound + 256))
        if word.hasPrefix("@uuid:") { return String(word.dropFirst()).sanitizedForDisplay(limit: 60) }
        guard let colon = word.firstIndex(of: ":") else {
            return NearestWord.find(word, among: TokenReader.keywords.filter { !$0.hasSuffix(":") })
        }
        let prefixes = TokenReader.keywords.filter { $0.hasSuffix(":") }
        guard let prefix = NearestWord.find(String(word[...colon]), among: prefixes) else { return nil }
        return prefix + String(word[word.index(after: colon)...]).sanitizedForDisplay(limit: 60)
    }

    @inline(never)
    func tellAction(_ line: Span<UInt8>, _ range: Range<Int>, problems: inout ReadingProblems) {
        let word = text(line, range)
        let hasComma = word.utf8.contains(UInt8(ascii: ","))
        problems.error(
            .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line),
            "'\(FieldSplitter.shown(line, range))' is no action",
            expected: "allow, ask or deny" + (hasComma ? ", and spaces between the parameters, not commas" : ""),
            suggestion: NearestWord.find(
                String(word.prefix { $0 != "," }), among: Action.allCases.map(\.word)))
    }

    @inline(never)
    func tellNoValue(
        _ line: Span<UInt8>, _ range: Range<Int>, of action: Action?, problems: inout ReadingProblems
    ) {
        let isComment = line[range.lowerBound] == UInt8(ascii: "#")
        let keys = ParameterKey.all(for: action ?? .ask, mode: mode).map(\.rawValue)
        let near = NearestWord.find(text(line, range), among: keys)
        let same = keys.first { $0 == text(line, range) }
        problems.error(
            .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line),
            isComment ? "a comment after a rule" : "'\(FieldSplitter.shown(line, range))' is no parameter",
            expected: isComment ? "comments on lines of their own" : "KEY=VALUE",
            suggestion: isComment ? nil : (same ?? near).map { $0 + "=" })
    }

    @inline(never)
    func tellKey(
        _ line: Span<UInt8>, _ range: Range<Int>, known: ParameterKey?, of action: Action?,
        problems: inout ReadingProblems
    ) {
        let keys = ParameterKey.all(for: action ?? .ask, mode: mode).map(\.rawValue)
        let word = FieldSplitter.shown(line, range)
        let message: String
        if let known, mode == .compat, known.isOurs {
            message = "the parameter \(known.rawValue)= is not known to Qubes"
        } else if known != nil, let action {
            message = "the parameter \(word)= cannot stand after \(action.word)"
        } else {
            message = "the parameter \(word)= is not known"
        }
        problems.error(
            .syntax, column: FieldSplitter.column(of: range.lowerBound, in: line), message,
            expected: keys.map { $0 + "=" }.joined(separator: ", "),
            suggestion: known == nil ? NearestWord.find(text(line, range), among: keys).map { $0 + "=" } : nil)
    }

    /// A word as text, cut where it is longer than any word that means something.
    private func text(_ line: Span<UInt8>, _ range: Range<Int>) -> String {
        FieldSplitter.text(line, range.lowerBound..<min(range.upperBound, range.lowerBound + 256))
    }
}

extension TokenColumn {
    /// What may stand there, in words.
    fileprivate var expectation: String {
        switch self {
        case .source: "a VM, uuid:UUID, @adminvm, @anyvm, @tag:TAG, @type:CLASS or *"
        case .target: "a VM, uuid:UUID, @adminvm, @anyvm, @default, @dispvm, @dispvm:VM, @tag:TAG, @type:CLASS or *"
        case .redirect, .request: "a VM, uuid:UUID, @adminvm, @dispvm or @dispvm:VM"
        }
    }
}
