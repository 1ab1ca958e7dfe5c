import AuditLog
import Hypervisor
import Logging
import Machines

/// What every machine's controller shares.
struct MachineContext: Sendable {
    let hypervisor: any Hypervisor
    let brokers: BrokerLauncher
    let gate: StartGate
    /// Where copies of booted templates come from.
    let clones: Clones
    let runDirectory: String
    let stateDirectory: String
    let imageDirectory: String
    let logger: Logger
    /// Where changes are noted for good; nil where nobody keeps them.
    let audit: AuditLog?
    /// Decides the calls that VMs make.
    let calls: CallDesk
    /// What joins VMs to their netvms.
    let network: NetworkSwitch
    /// Called after each change of a machine; never waits for the machine.
    let changed: @Sendable (MachineName) -> Void

    func runDirectory(of name: MachineName) -> String { "\(runDirectory)/vms/\(name)" }
}
