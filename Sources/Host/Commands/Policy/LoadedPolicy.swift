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
        let reading: WorldReading
        if let systemInfo {
            reading = WorldReading(file: systemInfo)
        } else if let folder = location.configurationFolder {
            reading = WorldReading(configuration: folder)
        } else {
            throw CommandFailure(
                "nothing says which VMs there are: \(location.layout.directory) is a folder of rules only",
                advice: "name them with --system-info FILE, or give a configuration that has vms.d", code: 2)
        }
        guard let world = reading.world else {
            for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
            throw CommandFailure("the VMs cannot be read", advice: "'bulkhead check' shows what is wrong", code: 2)
        }
        return world
    }

    /// The policy made ready for its VMs.
    ///
    /// - Returns: The policy.
    /// - Throws: ``CommandFailure`` with status 2 when the VMs cannot be read.
    func compiled() throws(CommandFailure) -> CompiledPolicy {
        CompiledPolicy(rules: rules, world: try world(), mode: mode)
    }
}
