/// One disk of a machine, as a file on the host.
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

    package init(serial: String, path: String, isReadOnly: Bool, encryption: Encryption = .none) {
        self.serial = serial
        self.path = path
        self.isReadOnly = isReadOnly
        self.encryption = encryption
    }
}
