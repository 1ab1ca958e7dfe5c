import Machines

/// Reads one line's words as a statement.
struct StatementParser {
    /// What may stand at the end of a statement.
    struct Remark: Hashable {
        var severity: Problem.Severity?
        var reason: String?
        /// What `via` says, for the statements that have it.
        var strength: FlowStrength?
    }

    static let statements = [
        "never", "only", "always", "label", "wall", "trust", "declassify", "endorse", "world", "expect", "expect-all",
        "accept",
    ]

    private let words: [Word]
    let end: Int
    private let file: String
    private let line: Int
    let limits: AssertionLimits
    private var next = 0
    var remark = Remark()

    init(_ words: [Word], end: Int, file: String, line: Int, limits: AssertionLimits) {
        self.words = words
        self.end = end
        self.file = file
        self.line = line
        self.limits = limits
    }

    /// The statement without what may end it.
    mutating func body() throws(Problem) -> StatementBody {
        let word = try plain("a statement (\(Self.statements.joined(separator: ", ")))")
        switch word.text {
        case "label": return try label()
        case "never": return try quantified(.never)
        case "only": return try quantified(.only)
        case "always": return try quantified(.always)
        case "wall": return try wall()
        case "trust": return .trust(try selector(.flow))
        case "declassify": return try exemption(.declassify)
        case "endorse": return try exemption(.endorse)
        case "world": return .world(try path())
        case "expect": return try expectation()
        case "expect-all": return try relation()
        case "accept": return try acceptedChange()
        default: throw unknown(word, among: Self.statements, called: "statement")
        }
    }

    /// What ends the statement; everything must have been read then.
    mutating func finish(_ body: StatementBody) throws(Problem) -> Remark {
        let takesSeverity = body.isChecked
        while let word = peek() {
            switch word.text {
            case "severity" where takesSeverity && word.kind == .plain: try severity()
            case "because", "reason":
                guard word.kind == .plain else { throw leftOver(word, body) }
                try reason()
            default: throw leftOver(word, body)
            }
        }
        switch body {
        case .exemption, .acceptedChange:
            if remark.reason == nil { throw ended("reason and a text in quotation marks") }
        default: break
        }
        return remark
    }

    private func leftOver(_ word: Word, _ body: StatementBody) -> Problem {
        let known = body.isChecked ? ["severity", "because"] : ["because"]
        return problem(
            word, "\(word.shown) where nothing is left to say",
            expected: "the end of the line, or \(known.joined(separator: ", "))",
            suggestion: NearestWord.find(word.text, among: known + ["reason", "via", "service", "except"]))
    }

    private mutating func severity() throws(Problem) {
        let word = try plain("severity")
        guard remark.severity == nil else { throw problem(word, "a second severity", expected: "one") }
        let value = try plain("error or warning")
        guard let severity = Problem.Severity(rawValue: value.text) else {
            throw unknown(value, among: ["error", "warning"], called: "severity")
        }
        remark.severity = severity
    }

    private mutating func reason() throws(Problem) {
        let word = try plain("because")
        guard remark.reason == nil else { throw problem(word, "a second reason", expected: "one") }
        guard let text = peek() else { throw ended("a text in quotation marks") }
        guard text.kind == .quoted, !text.text.isEmpty else {
            throw problem(
                text, text.kind == .quoted ? "an empty text" : text.shown, expected: "a text in quotation marks")
        }
        advance()
        remark.reason = text.text
    }

    /// `via allow` or `via ask`, if it comes next.
    mutating func readStrength() throws(Problem) {
        guard let via = peek(), via.kind == .plain, via.text == "via" else { return }
        guard remark.strength == nil else { throw problem(via, "a second via", expected: "one") }
        advance()
        let value = try plain("allow or ask")
        guard let strength = FlowStrength(rawValue: value.text) else {
            throw unknown(value, among: ["allow", "ask"], called: "way to count flows")
        }
        remark.strength = strength
    }
}

// Moving through the words.
extension StatementParser {
    /// The next word, or nil at the end of the line.
    func peek() -> Word? { next < words.count ? words[next] : nil }

    mutating func advance() { next += 1 }

    /// Whether the next word is this one; it is taken then.
    mutating func take(_ text: String) -> Bool {
        guard let word = peek(), word.text == text, word.kind != .quoted else { return false }
        advance()
        return true
    }

    /// Takes a word that has to come here.
    mutating func require(_ text: String) throws(Problem) {
        guard let word = peek() else { throw ended("'\(text)'") }
        guard word.text == text, word.kind != .quoted else {
            throw problem(
                word, word.shown, expected: "'\(text)'", suggestion: NearestWord.find(word.text, among: [text]))
        }
        advance()
    }

    /// Takes a word that is neither a sign nor a quoted text.
    mutating func plain(_ expected: String) throws(Problem) -> Word {
        guard let word = peek() else { throw ended(expected) }
        guard word.kind == .plain else { throw problem(word, word.shown, expected: expected) }
        advance()
        return word
    }

    /// A file: a word, or a text in quotation marks.
    private mutating func path() throws(Problem) -> String {
        guard let word = peek() else { throw ended("a file") }
        guard word.kind != .sign, !word.text.isEmpty else { throw problem(word, word.shown, expected: "a file") }
        advance()
        return word.text
    }

    func problem(_ word: Word, _ message: String, expected: String, suggestion: String? = nil) -> Problem {
        problem(column: word.column, message, expected: expected, suggestion: suggestion)
    }

    func problem(column: Int, _ message: String, expected: String, suggestion: String? = nil) -> Problem {
        Problem(
            file: file, position: SourcePosition(line: line, column: column), message: message, expected: expected,
            suggestion: suggestion)
    }

    func ended(_ expected: String) -> Problem {
        problem(column: end, "the line ends", expected: expected)
    }

    func unknown(_ word: Word, among known: [String], called name: String) -> Problem {
        problem(
            word, "unknown \(name) \(word.shown)", expected: known.joined(separator: ", "),
            suggestion: NearestWord.find(word.text, among: known))
    }
}
