/// The private volume of a VM: what persists of it.
package struct VolumeDefinition: Hashable, Sendable {
    /// The sizes that are accepted, in MiB: up to 16 TiB, the most that ext4 holds with 4 KiB blocks.
    package static let sizeLimitsMiB = 64...16_777_216

    /// The size that the guest sees, in MiB; space is taken from the host as it is used.
    package var sizeMiB: Int
    /// How the volume is encrypted at rest.
    package var encryption: VolumeEncryption

    package init(sizeMiB: Int = 2048, encryption: VolumeEncryption = .luks) {
        self.sizeMiB = sizeMiB
        self.encryption = encryption
    }
}
