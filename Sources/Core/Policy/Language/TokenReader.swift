/// Makes tokens of words.
package struct TokenReader: Sendable {
    private let anyVM = ShortWord("@anyvm")
    private let adminVM = ShortWord("@adminvm")
    private let unspecified = ShortWord("@default")
    private let disposable = ShortWord("@dispvm")
    private let tagPrefix = ShortWord("@tag:")
    private let typePrefix = ShortWord("@type:")
    private let disposablePrefix = ShortWord("@dispvm:")
    private let uuidPrefix = ShortWord("uuid:")

    /// All keywords and prefixes, for "did you mean".
    package static let keywords = ["@anyvm", "@adminvm", "@default", "@dispvm", "@dispvm:", "@tag:", "@type:"]

    package init() {}

    /// Reads one token.
    ///
    /// - Parameters:
    ///   - word: The token's UTF-8.
    ///   - column: Where it stands.
    ///   - vocabulary: Where its name becomes known.
    /// - Returns: The token.
    /// - Throws: ``TokenMistake`` when it is none, or none for this column.
    package func read(
        _ word: Span<UInt8>, in column: TokenColumn, vocabulary: inout Vocabulary
    ) throws(TokenMistake) -> Token {
        guard !word.isEmpty else { throw .empty }
        let first = word[0]
        if first != UInt8(ascii: "@") && first != UInt8(ascii: "*") {
            return name(word, vocabulary: &vocabulary)
        }
        let token: Token
        if first == UInt8(ascii: "@") {
            token = try keyword(word, vocabulary: &vocabulary)
        } else if word.count == 1 {
            token = .everything
        } else {
            // Only the asterisk alone is special: `*x` is a name, though one that no VM can have.
            token = .name(vocabulary.intern(word))
        }
        guard column.admits(token) else { throw .misplaced }
        return token
    }

    private func name(_ word: Span<UInt8>, vocabulary: inout Vocabulary) -> Token {
        if isUUID(word) { return .uuid(vocabulary.intern(word.extracting(droppingFirst: 5))) }
        return .name(vocabulary.intern(word))
    }

    private func isUUID(_ word: Span<UInt8>) -> Bool {
        word.count >= 5 && word[0] == UInt8(ascii: "u") && ShortWord(word.extracting(first: 5)) == uuidPrefix
    }

    private func keyword(_ word: Span<UInt8>, vocabulary: inout Vocabulary) throws(TokenMistake) -> Token {
        var colon = 1
        while colon < word.count, word[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < word.count else {
            switch ShortWord(word) {
            case anyVM: return .anyVM
            case adminVM: return .adminVM
            case unspecified: return .unspecified
            case disposable: return .disposable
            default: throw .unknownKeyword
            }
        }
        let value = word.extracting(droppingFirst: colon + 1)
        switch ShortWord(word.extracting(first: colon + 1)) {
        case tagPrefix:
            try check(value, after: "@tag:")
            return .tag(vocabulary.intern(value))
        case typePrefix:
            try check(value, after: "@type:")
            return .type(vocabulary.intern(value))
        case disposablePrefix: return try disposable(of: value, vocabulary: &vocabulary)
        default: throw .unknownKeyword
        }
    }

    private func disposable(of value: Span<UInt8>, vocabulary: inout Vocabulary) throws(TokenMistake) -> Token {
        if value.count >= 5, ShortWord(value.extracting(first: 5)) == tagPrefix {
            let tag = value.extracting(droppingFirst: 5)
            try check(tag, after: "@dispvm:@tag:")
            return .disposableOfTag(vocabulary.intern(tag))
        }
        try check(value, after: "@dispvm:")
        guard isUUID(value) else { return .disposableOf(vocabulary.intern(value)) }
        return .disposableOfUUID(vocabulary.intern(value.extracting(droppingFirst: 5)))
    }

    /// Checks what follows a prefix: something, and no further keyword.
    private func check(_ value: Span<UInt8>, after prefix: StaticString) throws(TokenMistake) {
        guard !value.isEmpty else { throw .emptyValue(prefix: prefix.description) }
        guard value[0] != UInt8(ascii: "@") else { throw .nestedKeyword(prefix: prefix.description) }
    }
}
