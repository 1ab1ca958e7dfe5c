/// The logs that the manager keeps of a VM.
package enum LogKind: String, CaseIterable, Hashable, Sendable {
    /// What the guest wrote to its console.
    case console
    /// What the hypervisor wrote to its standard error.
    case qemu
    /// What the VM's broker wrote.
    case broker
}
