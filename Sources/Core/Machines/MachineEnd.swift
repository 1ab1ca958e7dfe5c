/// How a VM ended that nobody had asked to end.
package enum MachineEnd: Hashable, Sendable {
    /// QEMU died, the guest panicked, its heartbeat stopped, or its start failed.
    case crashed
    /// The guest powered itself off.
    case poweredOff
}
