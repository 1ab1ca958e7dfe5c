/// What can be wrong with a name.
///
/// The texts inside are as somebody wrote them; `description` shows them escaped.
package enum NameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no character at all.
    case empty
    /// The text has more than 31 bytes; it is not kept, because it may be huge.
    case tooLong(byteCount: Int)
    /// The first character is not a lower-case ASCII letter.
    case badStart(found: String, in: String)
    /// A later character is not allowed; positions count characters from 1.
    case badCharacter(found: String, position: Int, in: String)

    package var description: String {
        switch self {
        case .empty:
            "the name is empty"
        case .tooLong(let byteCount):
            "the name has \(byteCount) bytes; at most \(NameRule.maximumLength) are allowed"
        case .badStart(let found, let text):
            "the name '\(Self.shown(text))' starts with '\(Self.shown(found))', not with a letter a-z"
        case .badCharacter(let found, let position, let text):
            "the name '\(Self.shown(text))' has '\(Self.shown(found))' at position \(position); "
                + "only a-z, 0-9 and '-' are allowed"
        }
    }

    private static func shown(_ text: String) -> String {
        text.sanitizedForDisplay(limit: 40)
    }
}
