package import Machines

/// A way to run machines.
///
/// The manager knows nothing else of QEMU or Xen.
package protocol Hypervisor: Sendable {
    var capabilities: HypervisorCapabilities { get }

    /// What runs the guests, in one word, and why that: "tcg", "the processor has no vmx or svm flag".
    var accelerator: (name: String, reason: String) { get }

    /// Makes a machine up to, and not including, its first instruction.
    ///
    /// On failure nothing is left: no process, no file, no control group.
    func create(_ specification: MachineSpecification) async throws(HypervisorError) -> any MachineInstance

    /// Makes a machine that goes on where a snapshot's machine was stopped; it stands still yet.
    ///
    /// - Parameters:
    ///   - snapshot: One that this hypervisor made.
    ///   - specification: The snapshot's own, but for name, user and run directory.
    /// - Returns: The machine, paused.
    /// - Throws: As ``create(_:)``, and nothing is left.
    func clone(
        _ snapshot: any GoldenSnapshot, as specification: MachineSpecification
    ) async throws(HypervisorError) -> any MachineInstance

    /// Takes over a machine that an earlier manager made.
    ///
    /// - Throws: `gone` when it has ended.
    func adopt(_ record: InstanceRecord) async throws(HypervisorError) -> any MachineInstance

    /// Ends what is left of a machine and removes what was made for it; safe to call again.
    func clean(_ record: InstanceRecord) async

    /// Ends and removes what is left of a machine that was being made when its manager was killed, and of which there
    /// is no record.
    func sweep(_ name: MachineName) async

    /// Makes the empty volume of a machine at `path`, which must not exist; whole or not at all, also after a crash.
    ///
    /// For `luks` the secret is in the file at the key path already.
    func createVolume(
        at path: String, sizeMiB: Int, encryption: DiskSpecification.Encryption
    ) async throws(HypervisorError)
}
