/// What a VM that provides a network lets through: its clients outwards, answers back, and nothing between clients.
package struct ProviderRuleset: Hashable, Sendable {
    /// The lines of `nft -f`; they replace what was there in one transaction.
    package let lines: [String]

    /// Writes the rules.
    ///
    /// - Parameters:
    ///   - own: The VM's addresses.
    ///   - clients: Those of its clients.
    ///   - hasUplink: Whether there is a way on.
    ///   - resolver: The VM that answers its clients' questions for names; nil when it does so itself.
    package init(own: MachineAddresses, clients: [MachineAddresses], hasUplink: Bool, resolver: MachineAddresses?) {
        let (inside, outside) = (GuestNetwork.downlink, GuestNetwork.uplink)
        var lines = ["table inet bulkhead", "delete table inet bulkhead", "table inet bulkhead {"]
        lines += [
            "chain input {", "type filter hook input priority filter; policy drop;",
            "iifname \"lo\" accept", "ct state established,related accept",
            "iifname \"\(inside)\" meta l4proto { icmp, ipv6-icmp } accept",
        ]
        if resolver == nil { lines.append("iifname \"\(inside)\" meta l4proto { tcp, udp } th dport 53 accept") }
        lines += [
            "}", "chain forward {", "type filter hook forward priority filter; policy drop;",
            "ct state invalid drop", "ct state established,related accept",
        ]
        if hasUplink, !clients.isEmpty {
            let way = "iifname \"\(inside)\" oifname \"\(outside)\""
            let ipv4 = clients.map { "\($0.ipv4)" }.joined(separator: ", ")
            let ipv6 = clients.map { "\($0.ipv6)" }.joined(separator: ", ")
            lines += ["\(way) ip saddr { \(ipv4) } accept", "\(way) ip6 saddr { \(ipv6) } accept"]
        }
        lines += ["counter", "}"]
        if let resolver {
            lines += [
                "chain names {", "type nat hook prerouting priority dstnat; policy accept;",
                "iifname \"\(inside)\" ip daddr \(own.ipv4) meta l4proto { tcp, udp } th dport 53 dnat ip to "
                    + "\(resolver.ipv4)", "}",
            ]
        }
        lines += [
            "chain outwards {", "type nat hook postrouting priority srcnat; policy accept;",
            "oifname \"\(outside)\" masquerade", "}", "}",
        ]
        self.lines = lines
    }
}
