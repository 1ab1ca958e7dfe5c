import Machines

/// A way that a frame may take through the host, with all that it must say of itself.
package struct SwitchPath: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        case arp, ip, ip6
    }

    /// The taps.
    package let from: String
    package let to: String
    package let kind: Kind
    /// The hardware addresses that it must come from, and be for; of an address request broadcast is one of them.
    package let sourceMAC: String
    package let targetMACs: Set<String>
    /// The address that it must come from; nil where its netvm may hand on anybody's packets.
    package let source: String?
    /// The address that it must be for; nil where it may be for anybody outside.
    package let target: String?

    package var description: String { "\(kind.rawValue) from \(from) (\(source ?? "anybody")) to \(to)" }

    /// All ways of one link: there and back, each of the three kinds.
    package static func all(of link: NetworkLink) -> [SwitchPath] {
        let (client, provider) = (link.clientAddresses, link.providerAddresses)
        let (inner, outer) = ("\(client.uplinkMAC)", "\(provider.downlinkMAC)")
        let addresses: [(Kind, String, String)] = [
            (.arp, "\(client.ipv4)", "\(provider.ipv4)"), (.ip, "\(client.ipv4)", "\(provider.ipv4)"),
            (.ip6, "\(client.ipv6)", "\(provider.ipv6)"),
        ]
        return addresses.flatMap { kind, clientAddress, providerAddress in
            let isRequest = kind == .arp
            return [
                SwitchPath(
                    from: client.uplinkTap, to: provider.downlinkTap, kind: kind, sourceMAC: inner,
                    targetMACs: isRequest ? [outer, "\(MACAddress.broadcast)"] : [outer], source: clientAddress,
                    target: isRequest ? providerAddress : nil),
                SwitchPath(
                    from: provider.downlinkTap, to: client.uplinkTap, kind: kind, sourceMAC: outer,
                    targetMACs: isRequest ? [] : [inner], source: isRequest ? providerAddress : nil,
                    target: clientAddress),
            ]
        }
    }
}
