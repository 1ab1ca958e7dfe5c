package import Machines

/// A text that is no JSON, or not the JSON that is wanted.
package struct JSONFailure: Error, Hashable, Sendable {
    /// Where, in bytes from 0.
    package let offset: Int
    /// What is there.
    package let message: String
    /// What should be there.
    package let expected: String?
    /// The known word that is nearest to what is there.
    package let suggestion: String?

    package init(offset: Int, message: String, expected: String? = nil, suggestion: String? = nil) {
        self.offset = offset
        self.message = message
        self.expected = expected
        self.suggestion = suggestion
    }

    /// The failure as a problem of a file.
    ///
    /// - Parameters:
    ///   - file: The file's name.
    ///   - bytes: What it holds, for the line and the column.
    /// - Returns: The problem.
    package func problem(in file: String, _ bytes: [UInt8]) -> Problem {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Every byte but the continuations of UTF-8 begins a scalar.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return Problem(
            file: file, position: SourcePosition(line: line, column: column), message: message, expected: expected,
            suggestion: suggestion)
    }
}
