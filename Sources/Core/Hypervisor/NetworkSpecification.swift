/// One network interface of a machine.
package struct NetworkSpecification: Hashable, Sendable {
    /// Six bytes, locally administered.
    package let macAddress: [UInt8]
    /// The tap interface on the host, at most 15 bytes.
    package let tapName: String

    package init(macAddress: [UInt8], tapName: String) {
        precondition(macAddress.count == 6, "a MAC address has six bytes")
        self.macAddress = macAddress
        self.tapName = tapName
    }
}
