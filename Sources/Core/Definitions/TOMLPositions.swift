/// Where the keys and values of a TOML text stand, which TOMLKit does not tell.
///
/// Meant for text that TOMLKit accepts: anything else gives positions that mean little, but never a crash.
/// Elements of arrays have their index as key, from "0".
struct TOMLPositions: Hashable, Sendable {
    /// The most parts of one dotted key.
    ///
    /// TOMLKit has no limit of its own and overflows its stack at some ten thousands of parts. Up to the first mistake
    /// in a text the scanner reads it as TOMLKit does, so it finds each such key that TOMLKit would come to.
    static let maximumKeyParts = 32

    /// Where one key and its value begin.
    struct Entry: Hashable, Sendable {
        /// The first character of the last part of the key; of an array element, of the value.
        let key: SourcePosition
        /// The first character of the value; of a table with a header, of the last part of the header.
        let value: SourcePosition
    }

    /// Entries by key path.
    let entries: [[String]: Entry]
    /// Where strings and keys hold the character U+0000, written as an escape.
    let nullCharacters: [SourcePosition]
    /// Where keys of more than ``maximumKeyParts`` parts begin.
    let overlongKeys: [SourcePosition]

    init(_ text: String) {
        var scanner = TOMLScanner(text)
        scanner.scanDocument()
        entries = scanner.entries
        overlongKeys = scanner.overlongKeys
        nullCharacters = scanner.nullCharacters
    }

    /// Where the key at `path` begins; the beginning of the text when there is no such key.
    func key(_ path: [String]) -> SourcePosition {
        entries[path]?.key ?? .start
    }

    /// Where the value at `path` begins; the beginning of the text when there is no such key.
    func value(_ path: [String]) -> SourcePosition {
        entries[path]?.value ?? .start
    }
}
