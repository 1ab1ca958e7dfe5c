/// After which ends a VM is started again.
package enum RestartMode: String, CaseIterable, Hashable, Sendable {
    /// After none.
    case never
    /// After a crash: QEMU died, the guest panicked, or its heartbeat stopped.
    case onFailure = "on-failure"
    /// After a crash, and when the guest powers itself off.
    case always
}
