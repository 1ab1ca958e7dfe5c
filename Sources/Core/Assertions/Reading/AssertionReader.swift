import Machines

/// Reads assertion files: `*.assert`, and `*.vectors` in the same language, with nothing in them but calls and answers.
///
/// Every line is one statement. Words are separated by spaces and tabs; a `#` at the beginning of a line or behind a
/// space begins a comment; a text stands in quotation marks, in which `\"` and `\\` are the only escapes. Outside
/// comments and quotation marks there is only ASCII. In EBNF:
///
///     file        = { [ statement ] [ comment ] newline } ;
///     statement   = flow | service | only | tags | wall | label | trust | exemption | world | expect | expect-all
///                 | accept ;
///     flow        = ( "never" | "only" | "always" ) "flow" selector ( "->*" | "->" ) selector
///                   { "except" "via" selector | "service" call | via } remark ;
///     service     = ( "never" | "always" ) "service" call selector "->" selector [ via ] remark ;
///     only        = "only" "service" call pair { ";" pair } [ via ] remark ;
///     tags        = "never" "tags" TAG "&" TAG { "&" TAG } remark ;
///     label       = "label" ( "level" order | "integrity" order | "compartments" names | "check" side [ via ] remark
///                           | ( "vm" | "tag" | "net" ) NAME LEVEL [ names ] [ "/" INTEGRITY ] ) ;
///     order       = NAME { "<" NAME } ;
///     names       = "{" { NAME [ "," ] } "}" ;
///     side        = "confidentiality" | "integrity" ;
///     wall        = "wall" NAME "{" term term { term } "}" [ via ] remark ;
///     trust       = "trust" selector ;
///     exemption   = ( "declassify" | "endorse" ) call "by" selector ( "reason" | "because" ) TEXT ;
///     world       = "world" FILE ;
///     expect      = "expect" ( "allow" | "ask" | "deny" ) call selector "->" selector { detail } remark ;
///     detail      = "target=" VALUE | "user=" VALUE | "rule=" FILE ":" LINE | "rule=none" | "targets=" names
///                 | "default=" VALUE | "kind=" WORD | "notify=" yes-no | "autostart=" yes-no ;
///     expect-all  = "expect-all" call ":" "only" ( "none" | pair { ";" pair } ) [ via ] remark ;
///     pair        = selector "->" selector ;
///     accept      = "accept" "diff" [ "since" "rev" REVISION [ ":" ] ] CHANGE call selector "->" selector
///                   ( "reason" | "because" ) TEXT ;
///     via         = "via" ( "allow" | "ask" ) ;
///     remark      = { "severity" ( "error" | "warning" ) | ( "because" | "reason" ) TEXT } ;
///     selector    = difference { "," difference } ;
///     difference  = term { "-" term } ;
///     term        = "*" | "@anyvm" | "@adminvm" | "@default" | "@dispvm" | "@dispvm:" NAME | "@dispvm:@tag:" TAG
///                 | "@tag:" TAG | "@type:" CLASS | "INTERNET" | "device:" NAME | "uuid:" UUID | NAME ;
///     call        = "*" | SERVICE [ "+" ARGUMENT ] ;
///
/// `-` and `:` stand alone there; `->*` is one word, so `-> *` is another thing. A `world` line is about what follows it
/// in its file; labels, trust and exemptions hold for all files.
package struct AssertionReader: Sendable {
    /// How the names of assertion files end.
    package static let assertionsSuffix = ".assert"
    /// How the names of files end that hold calls and answers only.
    package static let vectorsSuffix = ".vectors"

    private let limits: AssertionLimits

    package init(limits: AssertionLimits = AssertionLimits()) { self.limits = limits }

    /// Reads files as one set of statements.
    ///
    /// - Parameter texts: The files, in the order in which they count.
    /// - Returns: The statements, or every error.
    package func read(_ texts: [AssertionText]) -> AssertionReading {
        var problems = ProblemList(limit: limits.problems)
        var statements: [Statement] = []
        for (index, text) in texts.enumerated() {
            guard index < limits.files else {
                problems.add(whole(text, "more files than \(limits.files)"))
                break
            }
            guard text.bytes.count <= limits.fileBytes else {
                problems.add(whole(text, "a file of \(text.bytes.count) bytes", "at most \(limits.fileBytes) bytes"))
                continue
            }
            read(text, into: &statements, &problems)
            guard statements.count <= limits.statements else {
                problems.add(whole(text, "more statements than \(limits.statements)"))
                break
            }
        }
        let assertions = SetBuilder.build(statements, &problems)
        return AssertionReading(
            assertions: problems.hasError ? nil : assertions, problems: problems.problems,
            untoldProblemCount: problems.untoldCount)
    }

    private func read(_ text: AssertionText, into statements: inout [Statement], _ problems: inout ProblemList) {
        var world: String?
        var number = 0
        var rest = text.bytes[...]
        while !rest.isEmpty {
            number += 1
            let newline = rest.firstIndex(of: 0x0A)
            var line = rest[..<(newline ?? rest.endIndex)]
            rest = rest[(newline.map { $0 + 1 } ?? rest.endIndex)...]
            if line.last == 0x0D { line.removeLast() }
            guard statements.count <= limits.statements else { return }
            do throws(Problem) {
                guard let statement = try statement(line, in: text.path, line: number, world: world) else { continue }
                if case .world(let name) = statement.body { world = name }
                statements.append(statement)
            } catch {
                problems.add(error)
            }
        }
    }

    private func statement(
        _ line: ArraySlice<UInt8>, in file: String, line number: Int, world: String?
    ) throws(Problem) -> Statement? {
        guard line.count <= limits.lineBytes else {
            throw Problem(
                file: file, position: SourcePosition(line: number, column: limits.lineBytes + 1),
                message: "a line of \(line.count) bytes", expected: "at most \(limits.lineBytes)")
        }
        var scanner = try LineScanner(line, file: file, line: number)
        let (words, end) = try scanner.words()
        guard let first = words.first else { return nil }
        var parser = StatementParser(words, end: end + 1, file: file, line: number, limits: limits)
        let body = try parser.body()
        guard !file.hasSuffix(Self.vectorsSuffix) || body.isVector else {
            throw parser.problem(
                first, "\(first.shown) in a file of vectors", expected: "expect, expect-all or world")
        }
        let remark = try parser.finish(body)
        return Statement(
            place: AssertionPlace(file: file, position: SourcePosition(line: number, column: first.column)),
            text: scanner.text(until: end), world: world, body: body, severity: remark.severity ?? .error,
            reason: remark.reason)
    }

    private func whole(_ text: AssertionText, _ message: String, _ expected: String? = nil) -> Problem {
        Problem(file: text.path, position: .start, message: message, expected: expected)
    }
}
