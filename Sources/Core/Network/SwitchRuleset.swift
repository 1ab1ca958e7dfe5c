import Machines

/// The whole topology as one ruleset of nftables' netdev family: what a tap may send, and to which tap it goes.
///
/// Nothing else carries frames: the taps have no addresses, no bridge and no routes. A chain without a link drops all.
package struct SwitchRuleset: Hashable, Sendable {
    package static let table = "bulkhead"
    /// ARP requests of one VM in a second.
    static let addressRequestsPerSecond = 50

    /// The taps that have a chain, in order.
    package let taps: [String]
    /// What is open.
    package let links: [NetworkLink]

    /// Lays out the chains.
    ///
    /// - Parameters:
    ///   - taps: Those that exist; a rule for one that does not would make nftables refuse all of them.
    ///   - links: What is to be open; one of them with a missing tap stays closed.
    package init(taps: Set<String>, links: [NetworkLink]) {
        self.taps = taps.sorted()
        self.links = links.filter {
            taps.contains($0.clientAddresses.uplinkTap) && taps.contains($0.providerAddresses.downlinkTap)
        }.sorted { $0.clientAddresses.number < $1.clientAddresses.number }
    }

    /// The input of `nft -f`, which replaces what was there in one transaction.
    package var text: String {
        var lines = ["table netdev \(Self.table)", "delete table netdev \(Self.table)", "table netdev \(Self.table) {"]
        for tap in taps { lines.append("counter \(Self.refused(tap)) { }") }
        for link in links {
            lines += ["chain \(Self.delivery(link)) {", "fwd to \"\(link.clientAddresses.uplinkTap)\"", "}"]
        }
        let byClient = Dictionary(grouping: links, by: \.clientAddresses.uplinkTap)
        let byProvider = Dictionary(grouping: links, by: \.providerAddresses.downlinkTap)
        for tap in taps {
            lines.append("chain from-\(tap) {")
            lines.append("type filter hook ingress device \"\(tap)\" priority 0; policy drop;")
            for link in byClient[tap] ?? [] { lines += Self.fromClient(link) }
            if let clients = byProvider[tap] { lines += Self.fromProvider(clients) }
            lines.append("counter name \"\(Self.refused(tap))\" drop")
            lines.append("}")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The counter of frames that were not let through.
    package static func refused(_ tap: String) -> String { "refused-\(tap)" }

    /// The chain that hands frames to a client.
    static func delivery(_ link: NetworkLink) -> String { "to-\(link.clientAddresses.uplinkTap)" }

    /// What makes an ARP packet one for Ethernet and IPv4 (RFC 826).
    static let addressPacket = "ether type arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4"

    /// A VM speaks to its netvm, from its own addresses.
    private static func fromClient(_ link: NetworkLink) -> [String] {
        let (own, other) = (link.clientAddresses, link.providerAddresses)
        let ends = "ether saddr \(own.uplinkMAC) ether daddr"
        let forward = "fwd to \"\(other.downlinkTap)\""
        return [
            "\(ends) { \(other.downlinkMAC), \(MACAddress.broadcast) } \(addressPacket) "
                + "arp saddr ether \(own.uplinkMAC) arp saddr ip \(own.ipv4) arp daddr ip \(other.ipv4) "
                + "limit rate \(addressRequestsPerSecond)/second \(forward)",
            "\(ends) \(other.downlinkMAC) ether type ip ip saddr \(own.ipv4) \(forward)",
            "\(ends) \(other.downlinkMAC) ether type ip6 ip6 saddr \(own.ipv6) \(forward)",
        ]
    }

    /// A netvm speaks to each client by that one's own addresses; from whom a packet comes, it decides.
    private static func fromProvider(_ links: [NetworkLink]) -> [String] {
        guard let own = links.first?.providerAddresses else { return [] }
        let source = "ether saddr \(own.downlinkMAC)"
        func map(_ key: (MachineAddresses) -> String) -> String {
            "vmap { " + links.map { "\(key($0.clientAddresses)) : goto \(delivery($0))" }.joined(separator: ", ") + " }"
        }
        return [
            "\(source) \(addressPacket) arp saddr ether \(own.downlinkMAC) arp saddr ip \(own.ipv4) arp daddr ip "
                + map { "\($0.ipv4)" },
            "\(source) ether type ip ether daddr . ip daddr " + map { "\($0.uplinkMAC) . \($0.ipv4)" },
            "\(source) ether type ip6 ether daddr . ip6 daddr " + map { "\($0.uplinkMAC) . \($0.ipv6)" },
        ]
    }
}

extension SwitchRuleset {
    /// Reads what the counters say.
    ///
    /// - Parameter listing: The output of `nft list counters table netdev bulkhead`.
    /// - Returns: Frames that were not let through, by tap.
    package static func refusals(in listing: String) -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        var tap: String?
        for line in listing.split(separator: "\n") {
            let words = line.split(separator: " ").flatMap { $0.split(separator: "\t") }
            if words.count == 3, words[0] == "counter", words[1].hasPrefix("refused-") {
                tap = String(words[1].dropFirst(8))
            } else if words.count == 4, words[0] == "packets", let count = UInt64(words[1]) {
                if let tap { found[tap] = count }
                tap = nil
            }
        }
        return found
    }
}
