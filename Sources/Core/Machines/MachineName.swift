/// The name of a VM or of a template, checked against `[a-z][a-z0-9-]{0,30}`.
package struct MachineName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest name, in bytes.
    package static let maximumLength = NameRule.maximumLength

    /// The name as plain text.
    package let text: String

    /// Checks `text` against `[a-z][a-z0-9-]{0,30}`.
    ///
    /// - Parameter text: The name as a person or a guest wrote it, of any length.
    /// - Throws: ``NameError`` saying what is wrong, and where.
    package init(_ text: String) throws(NameError) {
        try NameRule.check(text)
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
