/// Bytes of frames, good and bad.
enum Wire {
    static let broadcast: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]

    static func frame(to target: [UInt8], from source: [UInt8], type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        target + source + [UInt8(type >> 8), UInt8(truncatingIfNeeded: type)] + payload
    }

    /// An IPv4 packet of UDP (RFC 791, RFC 768) with `count` bytes of data; its checksums are left out.
    static func ipv4(from source: [UInt8], to target: [UInt8], count: Int = 8) -> [UInt8] {
        let length = 28 + count
        return [0x45, 0, UInt8(length >> 8), UInt8(truncatingIfNeeded: length), 0, 1, 0, 0, 64, 17, 0, 0] + source
            + target + [0x12, 0x34, 0, 53, UInt8((8 + count) >> 8), UInt8(truncatingIfNeeded: 8 + count), 0, 0]
            + [UInt8](repeating: 0x61, count: count)
    }

    /// An IPv6 packet without a next header (RFC 8200).
    static func ipv6(from source: [UInt8], to target: [UInt8]) -> [UInt8] {
        [0x60, 0, 0, 0, 0, 8, 59, 64] + source + target + [UInt8](repeating: 0x61, count: 8)
    }

    /// An ARP packet (RFC 826).
    static func arp(
        operation: UInt8, senderMAC: [UInt8], sender: [UInt8], targetMAC: [UInt8] = [0, 0, 0, 0, 0, 0],
        target: [UInt8]
    ) -> [UInt8] {
        [0, 1, 8, 0, 6, 4, 0, operation] + senderMAC + sender + targetMAC + target
    }

    static func ipv4Address(_ number: UInt8) -> [UInt8] { [10, 137, 0, number] }

    static func ipv6Address(_ number: UInt8) -> [UInt8] {
        [0xfd, 0x62, 0x75, 0x6c, 0x6b, 0x68, 0, 0, 0, 0, 0, 0, 0, 0, 0, number]
    }
}
