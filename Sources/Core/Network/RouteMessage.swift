package import Machines

/// A request to the kernel's routing family of netlink (rtnetlink(7), linux/rtnetlink.h), as bytes.
package enum RouteMessage {
    /// Numbers of linux/netlink.h and linux/rtnetlink.h.
    private enum Number {
        static let newLink: UInt16 = 16
        static let newAddress: UInt16 = 20
        static let newRoute: UInt16 = 24
        static let newNeighbour: UInt16 = 28
        // NLM_F_REQUEST | NLM_F_ACK
        static let request: UInt16 = 0x5
        // NLM_F_REQUEST | NLM_F_ACK | NLM_F_REPLACE | NLM_F_CREATE
        static let replace: UInt16 = 0x505
        static let error: UInt16 = 2
        static let ipv4: UInt8 = 2
        static let ipv6: UInt8 = 10
        // IFF_UP
        static let up: UInt32 = 1
        // IFA_F_NODAD: an address that nobody else can have need not be asked for.
        static let withoutDetection: UInt32 = 2
        // NUD_PERMANENT
        static let permanent: UInt16 = 0x80
        static let mainTable: UInt8 = 254
        // RTPROT_STATIC
        static let byAdmin: UInt8 = 4
        static let linkScope: UInt8 = 253
        static let unicast: UInt8 = 1
    }

    /// The length of a message's header, in bytes.
    private static let headerBytes = 16

    /// Gives an interface another name; it must be down.
    package static func rename(_ index: UInt32, to name: String, _ sequence: UInt32) -> [UInt8] {
        link(index, isUp: false, [attribute(3, Array(name.utf8) + [0])], sequence)
    }

    /// Says that an interface is to have no link-local address (IN6_ADDR_GEN_MODE_NONE).
    package static func refuseLinkLocal(_ index: UInt32, _ sequence: UInt32) -> [UInt8] {
        let mode = attribute(8, [1])
        return link(index, isUp: nil, [attribute(26, attribute(10, mode))], sequence)
    }

    /// Brings an interface up or down.
    package static func set(_ index: UInt32, isUp: Bool, _ sequence: UInt32) -> [UInt8] {
        link(index, isUp: isUp, [], sequence)
    }

    /// Gives an interface an address.
    package static func address(_ index: UInt32, _ prefix: AddressPrefix, _ sequence: UInt32) -> [UInt8] {
        let body =
            [family(prefix.address), UInt8(prefix.length), 0, 0] + bytes(index) + attribute(2, prefix.address.bytes)
            + attribute(1, prefix.address.bytes)
            + (prefix.address.isIPv6 ? attribute(8, bytes(Number.withoutDetection)) : [])
        return message(Number.newAddress, Number.replace, body, sequence)
    }

    /// Enters a neighbour for good.
    package static func neighbour(
        _ index: UInt32, _ address: InternetAddress, _ hardware: MACAddress, _ sequence: UInt32
    ) -> [UInt8] {
        let body =
            [family(address), 0, 0, 0] + bytes(index) + bytes(Number.permanent) + [0, 0]
            + attribute(1, address.bytes) + attribute(2, hardware.bytes)
        return message(Number.newNeighbour, Number.replace, body, sequence)
    }

    /// Enters a route of the main table.
    ///
    /// - Parameters:
    ///   - index: The interface.
    ///   - target: Where it leads; nil for everywhere.
    ///   - via: The next hop; nil for what is on the link itself.
    ///   - from: The address to speak from; nil for any.
    ///   - sequence: The number of the message.
    /// - Returns: The message.
    package static func route(
        _ index: UInt32, target: AddressPrefix?, via: InternetAddress?, from: InternetAddress?, _ sequence: UInt32
    ) -> [UInt8] {
        let isIPv6 = (target?.address ?? via)?.isIPv6 == true
        // The kernel knows scopes in IPv4 only.
        let scope = via == nil && !isIPv6 ? Number.linkScope : 0
        var body: [UInt8] = [
            isIPv6 ? Number.ipv6 : Number.ipv4, UInt8(target?.length ?? 0), 0, 0, Number.mainTable, Number.byAdmin,
            scope, Number.unicast, 0, 0, 0, 0,
        ]
        if let target { body += attribute(1, target.address.bytes) }
        body += attribute(4, bytes(index))
        if let via { body += attribute(5, via.bytes) }
        if let from { body += attribute(7, from.bytes) }
        return message(Number.newRoute, Number.replace, body, sequence)
    }

    /// Reads answers: what the kernel says of each message, by its number; 0 for done, else an `errno` value.
    package static func answers(_ bytes: [UInt8]) -> [(sequence: UInt32, code: Int32)] {
        var found: [(sequence: UInt32, code: Int32)] = []
        var rest = bytes[...]
        while rest.count >= headerBytes {
            let length = Int(integer(rest, at: 0))
            guard length >= headerBytes, length <= rest.count else { break }
            if UInt16(truncatingIfNeeded: integer(rest, at: 4)) == Number.error, length >= headerBytes + 4 {
                let code = Int32(bitPattern: integer(rest, at: headerBytes))
                found.append((integer(rest, at: 8), code == .min ? code : -code))
            }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return found
    }

    private static func link(
        _ index: UInt32, isUp: Bool?, _ attributes: [[UInt8]], _ sequence: UInt32
    ) -> [UInt8] {
        let flags = isUp == true ? Number.up : 0
        let changed = isUp == nil ? 0 : Number.up
        let body = [0, 0, 0, 0] + bytes(index) + bytes(flags) + bytes(changed) + attributes.joined()
        return message(Number.newLink, Number.request, body, sequence)
    }

    private static func message(_ type: UInt16, _ flags: UInt16, _ body: [UInt8], _ sequence: UInt32) -> [UInt8] {
        bytes(UInt32(headerBytes + body.count)) + bytes(type) + bytes(flags) + bytes(sequence) + bytes(UInt32(0)) + body
    }

    private static func family(_ address: InternetAddress) -> UInt8 { address.isIPv6 ? Number.ipv6 : Number.ipv4 }

    /// Length, kind and value, filled up to four bytes.
    private static func attribute(_ kind: UInt16, _ value: [UInt8]) -> [UInt8] {
        let length = 4 + value.count
        return bytes(UInt16(length)) + bytes(kind) + value + [UInt8](repeating: 0, count: (4 - length % 4) % 4)
    }

    /// In the order of x86-64, which is that of the kernel there.
    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func integer(_ bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
        let start = bytes.startIndex + offset
        return (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
    }
}
