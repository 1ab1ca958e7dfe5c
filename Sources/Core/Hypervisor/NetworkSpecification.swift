package import Machines

/// One network interface of a machine.
package struct NetworkSpecification: Hashable, Sendable {
    /// Where it is plugged in, from 0; each place takes one.
    package let slot: Int
    package let address: MACAddress

    package init(slot: Int, address: MACAddress) {
        self.slot = slot
        self.address = address
    }
}
