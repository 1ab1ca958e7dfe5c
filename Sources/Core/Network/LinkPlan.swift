package import Machines

/// Which VMs are joined to which, and why the others are not.
package struct LinkPlan: Hashable, Sendable {
    /// A VM as the network sees it.
    package struct Member: Hashable, Sendable {
        package let name: MachineName
        package let addresses: MachineAddresses
        /// The VM that it wishes to get its network from.
        package let netvm: MachineName?
        package let providesNetwork: Bool
        /// Whether its guest has taken its addresses.
        package let isReady: Bool
        /// The clients whose rules its guest has in force.
        package let serves: Set<MachineName>

        package init(
            name: MachineName, addresses: MachineAddresses, netvm: MachineName?, providesNetwork: Bool, isReady: Bool,
            serves: Set<MachineName> = []
        ) {
            self.name = name
            self.addresses = addresses
            self.netvm = netvm
            self.providesNetwork = providesNetwork
            self.isReady = isReady
            self.serves = serves
        }
    }

    /// What the policy says of a link: the rule that allows it, as `FILE:LINE`, or why it is not to be.
    package enum Permission: Hashable, Sendable {
        case allowed(rule: String)
        case denied(reason: String)
    }

    /// One wish for a link, and what became of it.
    package struct Entry: Hashable, Sendable {
        package let link: NetworkLink
        package let permission: Permission
        /// Which end is not ready for the other; nil when both are.
        package let waitsFor: MachineName?

        package var isOpen: Bool {
            if case .allowed = permission { waitsFor == nil } else { false }
        }
    }

    /// The wishes, by client.
    package let entries: [Entry]

    /// Decides every wish.
    ///
    /// - Parameters:
    ///   - members: All VMs, whether they run or not.
    ///   - decide: What the policy says of a VM and its netvm.
    package init(members: [Member], decide: (_ client: MachineName, _ provider: MachineName) -> Permission) {
        let byName = Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        entries = members.sorted { $0.name < $1.name }.compactMap { client in
            guard let netvm = client.netvm, netvm != client.name, let provider = byName[netvm] else { return nil }
            let link = NetworkLink(
                client: client.name, provider: netvm, clientAddresses: client.addresses,
                providerAddresses: provider.addresses)
            let permission: Permission =
                provider.providesNetwork
                ? decide(client.name, netvm) : .denied(reason: "\(netvm) does not provide a network")
            return Entry(
                link: link, permission: permission,
                waitsFor: !client.isReady
                    ? client.name : !provider.isReady || !provider.serves.contains(client.name) ? netvm : nil)
        }
    }

    /// What is to be open now.
    package var openLinks: [NetworkLink] { entries.filter(\.isOpen).map(\.link) }

    /// The links of a provider that the policy allows, open or not: those that its guest is to know.
    package func clients(of provider: MachineName) -> [NetworkLink] {
        entries.filter { entry in
            guard entry.link.provider == provider, case .allowed = entry.permission else { return false }
            return true
        }.map(\.link)
    }
}
