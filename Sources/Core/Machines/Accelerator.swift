/// What runs a guest's instructions.
package enum Accelerator: String, CaseIterable, Hashable, Sendable {
    /// KVM where it works, else TCG.
    case auto
    /// The processor; a host without it refuses to start VMs.
    case kvm
    /// QEMU's translator: slower by an order of magnitude, works everywhere.
    case tcg
}
