/// Something wrong with a configuration file: where, what, what was expected, and what was probably meant.
package struct Problem: Error, Hashable, Sendable {
    /// How bad a problem is.
    package enum Severity: String, Hashable, Sendable {
        /// The configuration cannot be used.
        case error
        /// The configuration can be used, but probably does not do what was meant.
        case warning
    }

    /// The path of the file, as it was given.
    package let file: String
    /// Where in it.
    package let position: SourcePosition
    /// How bad it is.
    package let severity: Severity
    /// What is wrong, on one line; texts out of the file are escaped.
    package let message: String
    /// What should stand there instead.
    package let expected: String?
    /// The known word that is nearest to what was written.
    package let suggestion: String?

    package init(
        file: String, position: SourcePosition, severity: Severity = .error, message: String, expected: String? = nil,
        suggestion: String? = nil
    ) {
        self.file = file
        self.position = position
        self.severity = severity
        self.message = message
        self.expected = expected
        self.suggestion = suggestion
    }

    /// The line of the file, from 1.
    package var line: Int { position.line }

    /// The column of the line, in characters (Unicode scalars) from 1.
    package var column: Int { position.column }
}

extension Problem: CustomStringConvertible {
    /// The problem on one line: `vms.d/personal.toml:4:1: unknown key 'netwm'; expected …; did you mean 'netvm'?`.
    package var description: String {
        var text = "\(file.sanitizedForDisplay(limit: 256)):\(line):\(column): "
        if severity == .warning { text += "warning: " }
        text += message
        if let expected { text += "; expected \(expected)" }
        if let suggestion { text += "; did you mean '\(suggestion)'?" }
        return text
    }
}

extension Problem: Comparable {
    /// The order in which problems are shown: by file, then by place, then by text so that it is always the same.
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.position, left.message) < (right.file, right.position, right.message)
    }
}
