/// A hardware address of Ethernet: six bytes (IEEE 802).
package struct MACAddress: Hashable, Sendable, CustomStringConvertible {
    /// What a frame for everybody is addressed to.
    package static let broadcast = MACAddress(0xffff_ffff_ffff)

    /// The six bytes, the first the most significant.
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value & 0xffff_ffff_ffff }

    /// Reads six bytes in hexadecimal, two digits each, with colons between them.
    package init(_ text: String) throws(AddressError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var value: UInt64 = 0
        for part in parts {
            guard parts.count == 6, part.utf8.count == 2, part.allSatisfy(\.isHexDigit),
                let byte = UInt64(part, radix: 16)
            else { throw AddressError(text: text, expected: "a hardware address, as 02:62:68:00:00:01") }
            value = value << 8 | byte
        }
        self.value = value
    }

    /// Its six bytes in the order of transmission.
    package var bytes: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: value >> (40 - 8 * UInt64($0))) } }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
