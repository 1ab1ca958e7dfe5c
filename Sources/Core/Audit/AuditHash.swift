/// SHA-256, given by whoever has it: this module computes nothing that a library does better.
package typealias AuditHash = @Sendable (_ bytes: [UInt8]) -> [UInt8]

extension [UInt8] {
    /// The bytes as lower-case hexadecimal digits.
    var hexadecimal: String {
        var text = ""
        text.reserveCapacity(count * 2)
        for byte in self {
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
        return text
    }
}
