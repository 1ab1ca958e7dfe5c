/// What the names of policy files must be.
enum PolicyFileName {
    /// What every policy file's name ends in.
    static let suffix = ".policy"
    /// The rule in words.
    static let rule = "a name of 0-9, a-z, '_', '.' and '-' only"

    /// Whether a file of this name is looked at.
    static func isConsidered(_ name: String) -> Bool {
        name.hasSuffix(suffix) && !name.hasPrefix(".")
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

    /// The service and argument that a file of a legacy directory is for, or nil when it is not read.
    ///
    /// A file without `+` in its name is for every argument, which is written `*`.
    static func legacyCall(_ name: String) -> (service: String, argument: String)? {
        let ignored = [".rpmsave", ".rpmnew", ".swp"]
        guard !name.hasPrefix("."), !ignored.contains(where: name.hasSuffix) else { return nil }
        guard name.utf8.allSatisfy({ CallCharacter.isAllowed($0) }) else { return nil }
        guard let plus = name.firstIndex(of: "+") else { return (name, "*") }
        return (String(name[..<plus]), String(name[plus...]))
    }
}
