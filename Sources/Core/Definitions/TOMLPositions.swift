import Machines

/// Where the keys and values of a TOML text stand, which TOMLKit does not tell.
///
/// Meant for text that TOMLKit accepts: anything else gives positions that mean little, but never a crash.
/// Elements of arrays have their index as key, from "0".
struct TOMLPositions: Hashable, Sendable {
    /// The most parts of one dotted key.
    static let maximumKeyParts = 32

    /// Something that TOMLKit must not be given, because its parser crashes on it instead of refusing it.
    ///
    /// Up to the first mistake in a text the scanner reads it as TOMLKit does, so it finds each hazard that TOMLKit
    /// would come to.
    struct Hazard: Hashable, Sendable {
        /// What TOMLKit crashes on.
        enum Kind: Hashable, Sendable {
            /// More than ``maximumKeyParts`` parts: its stack overflows at some ten thousands.
            case overlongKey
            /// A header such as `[=`, which violates an assumption of its parser.
            case headerWithoutKey
            /// An element of an array that begins like no value, such as `[}`, which violates another.
            case badElement
        }

        let kind: Kind
        let position: SourcePosition
    }

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
    /// What TOMLKit would crash on, in the order of the text.
    let hazards: [Hazard]

    init(_ text: String) {
        var scanner = TOMLScanner(text)
        scanner.scanDocument()
        entries = scanner.entries
        hazards = scanner.hazards
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
