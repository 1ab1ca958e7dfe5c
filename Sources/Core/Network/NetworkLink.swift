package import Machines

/// The way between a VM and its netvm.
package struct NetworkLink: Hashable, Sendable {
    package let client: MachineName
    package let provider: MachineName
    package let clientAddresses: MachineAddresses
    package let providerAddresses: MachineAddresses

    package init(
        client: MachineName, provider: MachineName, clientAddresses: MachineAddresses,
        providerAddresses: MachineAddresses
    ) {
        self.client = client
        self.provider = provider
        self.clientAddresses = clientAddresses
        self.providerAddresses = providerAddresses
    }
}
