/// What the names of policy files must be.
enum PolicyFileName {
    /// What every policy file's name ends in.
    static let suffix = ".policy"
    /// The rule in words.
    static let rule = "a name of 0-9, a-z, '_', '.' and '-' only"

    /// Whether a file of this name is looked at.
    static func isConsidered(_ name: String) -> Bool {
        // Bytes, not characters: a combining character must not hide the suffix.
        name.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) && name.utf8.first != UInt8(ascii: ".")
    }

    /// Whether a file that is looked at may have this name.
    static func isAllowed(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
