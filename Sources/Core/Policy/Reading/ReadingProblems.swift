import Machines

/// Collects what is wrong while files are read; it knows which file and line is being looked at.
struct ReadingProblems {
    /// The file that is being read.
    var file = ""
    /// The line that is being read, or 0 when the file as a whole is meant.
    var line = 0

    private let limit: Int
    private(set) var errors: [PolicyProblem] = []
    private(set) var warnings: [Problem] = []
    private(set) var untoldErrorCount = 0

    init(limit: Int) { self.limit = limit }

    /// All errors so far, told or not.
    var errorCount: Int { errors.count + untoldErrorCount }

    /// Notes an error in the current file and line.
    ///
    /// - Parameters:
    ///   - kind: What sort of mistake.
    ///   - column: The column, from 1.
    ///   - message: What was found, with foreign text sanitized.
    ///   - expected: What should stand there.
    ///   - suggestion: The known word that was probably meant.
    @inline(never)
    mutating func error(
        _ kind: PolicyProblem.Kind, column: Int = 1, _ message: String, expected: String? = nil,
        suggestion: String? = nil
    ) {
        guard errors.count < limit else {
            untoldErrorCount += 1
            return
        }
        let problem = Problem(
            file: file, position: SourcePosition(line: max(1, line), column: column), message: message,
            expected: expected, suggestion: suggestion)
        errors.append(PolicyProblem(kind: kind, problem: problem, hasLine: line > 0))
    }

    /// Notes a warning in the current file and line.
    @inline(never)
    mutating func warning(_ message: String) {
        guard warnings.count < limit else { return }
        warnings.append(
            Problem(
                file: file, position: SourcePosition(line: max(1, line), column: 1), severity: .warning,
                message: message))
    }

    /// Notes an error in a file as a whole, whichever is being read.
    mutating func fileError(_ kind: PolicyProblem.Kind, file other: String, _ message: String, expected: String? = nil)
    {
        let place = (file, line)
        (file, line) = (other, 0)
        error(kind, message, expected: expected)
        (file, line) = place
    }

    /// Notes a warning about a file as a whole, whichever is being read.
    mutating func fileWarning(file other: String, _ message: String) {
        let place = (file, line)
        (file, line) = (other, 0)
        warning(message)
        (file, line) = place
    }
}
