package import Machines

/// What a guest is to make of its interfaces, as the lines that its `/usr/lib/bulkhead/network` reads.
///
/// The words are those of ip(8) and nft(8); everything in them comes of types that were checked.
package struct GuestNetwork: Hashable, Sendable {
    /// The interface towards the netvm or, of the VM that holds the way out, towards the outside.
    package static let uplink = "eth0"
    /// The interface towards the clients.
    package static let downlink = "eth1"

    /// The lines, in order.
    package private(set) var lines: [String] = []

    /// A VM that needs nothing.
    package init() {}

    /// The configuration of one VM.
    ///
    /// - Parameters:
    ///   - own: Its addresses.
    ///   - provider: Those of its netvm; nil without one.
    ///   - outside: Its way out; only without a netvm.
    ///   - clients: What it serves; nil for a VM that provides no network.
    package init(
        own: MachineAddresses, provider: MachineAddresses?, outside: OutsideAddresses? = nil,
        clients: [MachineAddresses]? = nil
    ) {
        let hasUplink = provider != nil || outside != nil
        if let provider { joinNetvm(own, provider) }
        if let outside { joinOutside(own, outside) }
        if let clients { serve(own, clients) }
        let isResolver = outside != nil
        if let clients {
            lines.append("forwarding")
            let rules = ProviderRuleset(
                own: own, clients: clients, hasUplink: hasUplink, resolver: isResolver ? nil : provider)
            lines += rules.lines.map { "nft \($0)" }
        }
        if isResolver, clients != nil { lines.append("serve-names \(Self.downlink)") }
        lines += (outside?.resolvers ?? provider.map { [$0.ipv4] } ?? []).map { "resolver \($0)" }
    }

    /// The input of the guest's program.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    private mutating func joinNetvm(_ own: MachineAddresses, _ provider: MachineAddresses) {
        let device = Self.uplink
        begin(device, own.uplinkMAC)
        lines += [
            "ip address replace \(own.ipv4)/32 dev \(device)",
            "ip address replace \(own.ipv6)/128 dev \(device) nodad",
            "ip neigh replace \(provider.ipv4) lladdr \(provider.downlinkMAC) dev \(device) nud permanent",
            "ip neigh replace \(provider.ipv6) lladdr \(provider.downlinkMAC) dev \(device) nud permanent",
            "ip route replace \(provider.ipv4) dev \(device) scope link src \(own.ipv4)",
            "ip route replace default via \(provider.ipv4) dev \(device) src \(own.ipv4)",
            "ip route replace \(provider.ipv6) dev \(device)",
            "ip route replace default via \(provider.ipv6) dev \(device) src \(own.ipv6)",
        ]
    }

    private mutating func joinOutside(_ own: MachineAddresses, _ outside: OutsideAddresses) {
        begin(Self.uplink, own.uplinkMAC)
        lines.append("ip address replace \(outside.address) dev \(Self.uplink)")
        lines.append("ip route replace default via \(outside.gateway) dev \(Self.uplink)")
    }

    private mutating func serve(_ own: MachineAddresses, _ clients: [MachineAddresses]) {
        let device = Self.downlink
        begin(device, own.downlinkMAC)
        lines.append("ip address replace \(own.ipv4)/32 dev \(device)")
        lines.append("ip address replace \(own.ipv6)/128 dev \(device) nodad")
        for client in clients {
            lines += [
                "ip neigh replace \(client.ipv4) lladdr \(client.uplinkMAC) dev \(device) nud permanent",
                "ip neigh replace \(client.ipv6) lladdr \(client.uplinkMAC) dev \(device) nud permanent",
                "ip route replace \(client.ipv4) dev \(device) scope link src \(own.ipv4)",
                "ip route replace \(client.ipv6) dev \(device)",
            ]
        }
    }

    /// Finds an interface by its hardware address, and gives it its name.
    private mutating func begin(_ device: String, _ address: MACAddress) {
        lines += [
            "interface \(device) \(address)", "ip link set \(device) addrgenmode none",
            "ip link set \(device) up",
        ]
    }
}
