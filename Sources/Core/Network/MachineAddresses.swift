package import Machines

/// What a VM is called in Bulkhead's network: all of it follows from one number that the VM keeps.
///
/// As in Qubes a VM has one address, at whichever of its ends, and reaches its netvm by a route of its own.
package struct MachineAddresses: Hashable, Sendable {
    /// The numbers that there are.
    package static let numbers = 1...65_534
    /// `fd62:756c:6b68::/64`, a unique local prefix (RFC 4193).
    private static let ipv6Head: [UInt8] = [0xfd, 0x62, 0x75, 0x6c, 0x6b, 0x68, 0, 0, 0, 0, 0, 0, 0, 0]

    /// The VM's own number.
    package let number: Int

    /// Takes the number of a VM.
    ///
    /// - Parameter number: One of ``numbers``; nil comes of any other.
    package init?(number: Int) {
        guard Self.numbers.contains(number) else { return nil }
        self.number = number
    }

    private var bytes: [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

    /// In `10.137.0.0/16`.
    package var ipv4: InternetAddress { InternetAddress(bytes: [10, 137] + bytes) }
    package var ipv6: InternetAddress { InternetAddress(bytes: Self.ipv6Head + bytes) }

    /// Its interface towards its netvm; locally administered.
    package var uplinkMAC: MACAddress { MACAddress(0x0262_6800_0000 | UInt64(number)) }
    /// Its interface towards its clients.
    package var downlinkMAC: MACAddress { MACAddress(0x0262_6801_0000 | UInt64(number)) }

    /// The tap on the host behind its interface towards its netvm; at most 15 bytes (IFNAMSIZ).
    package var uplinkTap: String { "bh\(number)u" }
    /// The tap on the host behind its interface towards its clients.
    package var downlinkTap: String { "bh\(number)d" }
}
