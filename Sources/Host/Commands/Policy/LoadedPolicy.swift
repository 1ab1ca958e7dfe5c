import LinuxIO
import Machines
import Policy
import PolicyFiles

/// A policy that was read without errors, and where the things beside it are.
struct LoadedPolicy: Sendable {
    /// Where it was read.
    let location: PolicyLocation
    /// Which language it was read in.
    let mode: PolicyMode
    /// The rules.
    let rules: RuleSet
    /// What can be used, and was probably not meant.
    let warnings: [Problem]
    /// The file that states the VMs; nil when the configuration does.
    let systemInfo: String?

    /// The VMs that the rules are held against.
    ///
    /// - Returns: The world of `--system-info`, or of the configuration's `vms.d`.
    /// - Throws: ``CommandFailure`` with status 2 when there is neither, or it has errors.
    func world() throws(CommandFailure) -> World {
        throw CommandFailure("nothing says which VMs there are", advice: "give --system-info", code: 2)
    }

    /// The policy made ready for its VMs.
    ///
    /// - Returns: The policy.
    /// - Throws: ``CommandFailure`` with status 2 when the VMs cannot be read.
    func compiled() throws(CommandFailure) -> CompiledPolicy {
        CompiledPolicy(rules: rules, world: try world(), mode: mode)
    }
}
