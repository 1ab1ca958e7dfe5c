/// How a private volume is encrypted at rest.
package enum VolumeEncryption: String, CaseIterable, Hashable, Sendable {
    /// LUKS, by QEMU's own driver: the guest sees plain blocks and never the key.
    case luks
    /// Not at all.
    case none
}
