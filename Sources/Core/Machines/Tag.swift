/// A word that policy rules can select VMs by (`@tag:work`), of the same grammar as a name.
package struct Tag: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The tag as plain text.
    package let text: String

    /// Checks `text` against `[a-z][a-z0-9-]{0,30}`.
    ///
    /// - Parameter text: The tag as a person wrote it.
    /// - Throws: ``NameError`` saying what is wrong, and where.
    package init(_ text: String) throws(NameError) {
        try NameRule.check(text)
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
