/// What runs the guests' instructions.
package enum Accelerator: String, Hashable, Sendable {
    /// Software: QEMU translates them.
    case tcg
    /// The processor, by the host's kernel.
    case kvm
}
