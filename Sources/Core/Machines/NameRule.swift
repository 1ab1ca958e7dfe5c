/// The one grammar of names: `[a-z][a-z0-9-]{0,30}`.
///
/// Names end up in paths, in unit and cgroup names, on the bus and on terminals, so the grammar admits nothing that
/// any of those would have to quote.
enum NameRule {
    /// The longest name, in bytes.
    static let maximumLength = 31

    /// Checks `text` against the grammar.
    ///
    /// - Parameter text: The name as somebody wrote it, of any length.
    /// - Throws: ``NameError`` saying what is wrong, and where.
    static func check(_ text: String) throws(NameError) {
        guard let first = text.unicodeScalars.first else { throw .empty }
        // The length is checked before the text is walked: a guest may have sent megabytes.
        let byteCount = text.utf8.count
        guard byteCount <= maximumLength else { throw .tooLong(byteCount: byteCount) }
        guard isLetter(first) else { throw .badStart(found: String(first), in: text) }
        for (offset, scalar) in text.unicodeScalars.enumerated() where !isAllowed(scalar) {
            throw .badCharacter(found: String(scalar), position: offset + 1, in: text)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
    }
}
