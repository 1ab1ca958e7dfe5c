package import Hypervisor
internal import QMP

/// Plugging interfaces into a machine that is there already (QEMU's qapi/net.json and qapi/qdev.json).
extension QEMUInstance {
    package func plug(_ network: NetworkSpecification, tap: CInt) async throws(HypervisorError) {
        guard network.slot >= 0, network.slot < QEMUArguments.hotPlugPorts else {
            throw .unusable(
                what: "a machine has no place \(network.slot) for an interface",
                advice: "At most \(QEMUArguments.hotPlugPorts) are possible.")
        }
        let name = "network\(network.slot)"
        try await execute("getfd", ["fdname": .string("\(name)-tap")], descriptor: tap)
        try await execute(
            "netdev_add", ["type": .string("tap"), "id": .string(name), "fd": .string("\(name)-tap")])
        try await execute(
            "device_add",
            [
                "driver": .string("virtio-net-pci"), "id": .string("\(name)-card"), "netdev": .string(name),
                "mac": .string("\(network.address)"), "romfile": .string(""), "bus": .string("port\(network.slot)"),
            ])
    }
}
