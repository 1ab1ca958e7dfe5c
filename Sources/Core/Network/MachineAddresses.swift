/// What a VM is called in Bulkhead's network: all of it follows from one number that the VM keeps.
///
/// As in Qubes a VM has one address, at whichever of its ends, and reaches its netvm by a route of its own.
package struct MachineAddresses: Hashable, Sendable {
    /// The numbers that there are.
    package static let numbers = 1...65_534
    /// All IPv4 addresses of VMs.
    package static let ipv4Prefix = "10.137.0.0/16"
    /// All IPv6 addresses of VMs: a unique local prefix (RFC 4193).
    package static let ipv6Prefix = "fd62:756c:6b68::/64"

    /// The VM's own number.
    package let number: Int

    /// Takes the number of a VM.
    ///
    /// - Parameter number: One of ``numbers``; nil comes of any other.
    package init?(number: Int) {
        guard Self.numbers.contains(number) else { return nil }
        self.number = number
    }

    package var ipv4: String { "10.137.\(number >> 8).\(number & 0xff)" }
    package var ipv6: String { "fd62:756c:6b68::" + String(number, radix: 16) }

    /// Its interface towards its netvm; locally administered.
    package var uplinkMAC: MACAddress { MACAddress(0x0262_6800_0000 | UInt64(number)) }
    /// Its interface towards its clients.
    package var downlinkMAC: MACAddress { MACAddress(0x0262_6801_0000 | UInt64(number)) }

    /// The tap on the host behind its interface towards its netvm; at most 15 bytes (IFNAMSIZ).
    package var uplinkTap: String { "bh\(number)u" }
    /// The tap on the host behind its interface towards its clients.
    package var downlinkTap: String { "bh\(number)d" }
}
