/// UUIDs as text.
package enum UUIDText {
    /// Whether a text has the form of a UUID in lower case.
    package static func isWellFormed(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 36
            && bytes.indices.allSatisfy { index in
                switch index {
                case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
                default:
                    UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index]
                        || UInt8(ascii: "a")...UInt8(ascii: "f") ~= bytes[index]
                }
            }
    }
}
