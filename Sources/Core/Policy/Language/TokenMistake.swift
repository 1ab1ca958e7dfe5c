/// Why a word is no token, or none for its column.
package enum TokenMistake: Error, Hashable, Sendable {
    /// There is no character at all.
    case empty
    /// Nothing follows a prefix (`@tag:`).
    case emptyValue(prefix: String)
    /// The value of a prefix starts with `@` (`@tag:@work`).
    case nestedKeyword(prefix: String)
    /// It starts with `@` and is no keyword (`@anyvn`).
    case unknownKeyword
    /// It is a token, of a sort that may not stand in this column.
    case misplaced
}
