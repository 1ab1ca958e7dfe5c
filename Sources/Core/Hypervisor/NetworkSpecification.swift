/// One network interface of a machine.
package struct NetworkSpecification: Hashable, Sendable {
    /// Where it is plugged in, from 0; each place takes one.
    package let slot: Int
    /// Six bytes, locally administered.
    package let macAddress: [UInt8]

    package init(slot: Int, macAddress: [UInt8]) {
        precondition(macAddress.count == 6, "a MAC address has six bytes")
        self.slot = slot
        self.macAddress = macAddress
    }
}
