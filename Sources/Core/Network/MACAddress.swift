/// A hardware address of Ethernet: six bytes (IEEE 802).
package struct MACAddress: Hashable, Sendable, CustomStringConvertible {
    /// What a frame for everybody is addressed to.
    package static let broadcast = MACAddress(0xffff_ffff_ffff)

    /// The six bytes, the first the most significant.
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value & 0xffff_ffff_ffff }

    /// Its six bytes in the order of transmission.
    package var bytes: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: value >> (40 - 8 * UInt64($0))) } }

    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
