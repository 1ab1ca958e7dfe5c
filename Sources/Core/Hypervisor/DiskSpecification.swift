/// One disk of a machine: a file on the host, or a drive that is empty for now.
package struct DiskSpecification: Hashable, Sendable {
    package enum Encryption: Hashable, Sendable {
        case none
        /// LUKS, opened by the hypervisor with the secret in the file at `keyPath`.
        case luks(keyPath: String)
    }

    /// The virtio serial by which the guest knows the disk: "root" or "private".
    package let serial: String
    package let path: String
    package let isReadOnly: Bool
    package let encryption: Encryption
    /// Whether the file stays as it is, and what the machine writes is kept in memory until its end; only for
    /// ``MachineInstance/insert(_:)``.
    package let isVolatile: Bool

    package init(
        serial: String, path: String, isReadOnly: Bool, encryption: Encryption = .none, isVolatile: Bool = false
    ) {
        self.isVolatile = isVolatile
        self.serial = serial
        self.path = path
        self.isReadOnly = isReadOnly
        self.encryption = encryption
    }

    /// A writable drive with nothing in it: ``MachineInstance/insert(_:)`` puts a disk of the same serial there.
    package static func empty(serial: String) -> DiskSpecification {
        DiskSpecification(serial: serial, path: "", isReadOnly: false)
    }

    package var isEmpty: Bool { path.isEmpty }
}
