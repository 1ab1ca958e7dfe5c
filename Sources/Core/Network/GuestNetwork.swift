package import Machines

/// What a guest is to make of its interfaces, step by step.
package struct GuestNetwork: Hashable, Sendable {
    /// The interface towards the netvm or, of the VM that holds the way out, towards the outside.
    package static let uplink = "eth0"
    /// The interface towards the clients.
    package static let downlink = "eth1"
    /// The longest text, in bytes.
    package static let textLimit = 1 << 20

    /// The steps, in order.
    package private(set) var steps: [NetworkStep] = []

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
        if let provider { joinNetvm(own, provider) }
        if let outside { joinOutside(own, outside) }
        if let clients {
            serve(own, clients)
            steps.append(.forwarding)
            let rules = ProviderRuleset(
                own: own, clients: clients, hasUplink: provider != nil || outside != nil,
                resolver: outside == nil ? provider : nil)
            steps += rules.lines.map(NetworkStep.rule)
            if outside != nil { steps.append(.serveNames(interface: Self.downlink)) }
        }
        steps += (outside?.resolvers ?? provider.map { [$0.ipv4] } ?? []).map(NetworkStep.resolver)
    }

    /// Reads what ``text`` wrote.
    ///
    /// - Parameter text: Lines.
    /// - Throws: ``NetworkTextError`` at the first line that is none of ours.
    package init(parsing text: String) throws(NetworkTextError) {
        guard text.utf8.count <= Self.textLimit else { throw NetworkTextError(text.prefix(80)) }
        for line in text.split(separator: "\n") { steps.append(try NetworkStep(line)) }
    }

    /// The steps as lines, for ``init(parsing:)`` in the guest.
    package var text: String { steps.map { $0.line + "\n" }.joined() }

    private mutating func joinNetvm(_ own: MachineAddresses, _ provider: MachineAddresses) {
        let device = Self.uplink
        steps.append(.interface(name: device, address: own.uplinkMAC))
        for (mine, other) in [(own.ipv4, provider.ipv4), (own.ipv6, provider.ipv6)] {
            steps += [
                .address(interface: device, AddressPrefix(mine)),
                .neighbour(interface: device, other, provider.downlinkMAC),
                .route(interface: device, target: AddressPrefix(other), via: nil, from: mine),
                .route(interface: device, target: nil, via: other, from: mine),
            ]
        }
    }

    private mutating func joinOutside(_ own: MachineAddresses, _ way: OutsideAddresses) {
        steps += [
            .interface(name: Self.uplink, address: own.uplinkMAC), .address(interface: Self.uplink, way.address),
            .route(interface: Self.uplink, target: nil, via: way.gateway, from: nil),
        ]
    }

    private mutating func serve(_ own: MachineAddresses, _ clients: [MachineAddresses]) {
        let device = Self.downlink
        steps += [
            .interface(name: device, address: own.downlinkMAC), .address(interface: device, AddressPrefix(own.ipv4)),
            .address(interface: device, AddressPrefix(own.ipv6)),
        ]
        for client in clients {
            for (mine, other) in [(own.ipv4, client.ipv4), (own.ipv6, client.ipv6)] {
                steps += [
                    .neighbour(interface: device, other, client.uplinkMAC),
                    .route(interface: device, target: AddressPrefix(other), via: nil, from: mine),
                ]
            }
        }
    }
}
