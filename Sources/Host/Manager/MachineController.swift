internal import Channel
import Audit
import AuditLog
import Hypervisor
import JSONText
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient

/// One machine: its power state, its processes, and what is to be done when they end.
///
/// Every transition claims its state before it first waits, so that two callers cannot both act.
actor MachineController {
    let name: MachineName
    let context: MachineContext
    let store: MachineStore
    /// For what blocks: Swift's own threads are as few as the processors.
    let queue: WorkQueue
    let userID: UInt32

    /// What the configuration says now.
    var definition: MachineDefinition
    /// What the configuration says of the VM that a disposable is made of.
    var base: MachineDefinition?
    /// The machine-id(5) of a disposable: another one at each start.
    var passingMachineID: [UInt8] = []
    /// What it said when the machine was started.
    var startedDefinitionDigest = ""
    var state: PowerState = .halted
    var reason = ""
    var instance: (any MachineInstance)?
    var record: RunRecord?
    var broker: BrokerProcess?
    var link: PacketSocket?
    var brokerOutput: BrokerOutput?
    /// Why no broker is started any more for this machine; nil while there is one.
    var channelFailure: String?
    var agent = AgentStatus(state: .disconnected)
    var notices: [String] = []
    var schedule: RestartSchedule
    var restarts: UInt32 = 0
    var startedAtMilliseconds: UInt64 = 0
    var startDurationMilliseconds: UInt32 = 0
    var templateVersion = ""
    /// Where the time of the present start went.
    var times = StartTimes()
    /// The host user of a copy of the template, which is not the machine's own; nil while there is no copy.
    var cloneUser: UInt32?
    /// Whether the machine came up as a copy of its template.
    var isClone: Bool { cloneUser != nil }
    var lastProcessLog = ""
    /// Why the machine is about to end, as the hypervisor told; decides between Halted and Crashed.
    var endCause: EndCause = .unknown
    /// Whether somebody asked for the end.
    var isEndWanted = false
    /// Whether the manager is ending all machines, so that none comes back by its policy.
    var isRetired = false
    var brokerStarts: [UInt64] = []
    /// Counts starts, so that what belongs to an earlier one is not taken for the present one's.
    var generation: UInt64 = 0
    var pendingRestart: Task<Void, Never>?
    var nextRunID: UInt32 = 0
    private var waiting = Waiting()

    enum EndCause: Sendable {
        case unknown
        case poweredOff
        case panicked
    }

    /// Guest log lines that are kept.
    static let noticeLimit = 200

    init(
        definition: MachineDefinition, userID: UInt32, context: MachineContext, base: MachineDefinition? = nil
    ) {
        name = definition.name
        self.base = base
        self.definition = definition
        self.userID = userID
        self.context = context
        queue = WorkQueue(label: "bulkhead.controller.\(definition.name)")
        store = MachineStore(name: definition.name, stateDirectory: context.stateDirectory)
        schedule = RestartSchedule(policy: definition.restart)
    }

    /// Whose processes are the machine's now.
    var presentUserID: UInt32 { cloneUser ?? userID }

    var runDirectory: String { context.runDirectory(of: name) }

    func log(_ text: String, _ level: Logger.Level = .info) {
        context.logger.log(level: level, "\(text)", metadata: ["machine": "\(name)"])
    }

    // MARK: Waiting

    func didChange() {
        waiting.wake()
        context.changed(name)
    }

    func set(_ state: PowerState, _ reason: String = "") {
        if self.state != state {
            log("\(self.state.rawValue) -> \(state.rawValue)\(reason.isEmpty ? "" : ": \(reason)")")
            context.audit?.note(
                .machineState,
                [
                    "vm": .string(name.text), "from": .string(self.state.rawValue), "to": .string(state.rawValue),
                    "reason": .optional(reason),
                ])
        }
        self.state = state
        self.reason = reason
        didChange()
    }

    /// Waits until `condition` holds; false when it does not by `deadline`.
    func wait(until deadline: ContinuousClock.Instant, _ condition: (isolated MachineController) -> Bool) async -> Bool
    {
        while !condition(self) {
            guard ContinuousClock.now < deadline else { return false }
            await withCheckedContinuation { continuation in
                let identifier = waiting.add(continuation)
                Task {
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    self.timeOut(identifier)
                }
            }
        }
        return true
    }

    private func timeOut(_ identifier: UInt64) { waiting.wake(identifier) }

    // MARK: Facts

    /// All about the machine.
    ///
    /// - Parameter looking: Whether to look at its memory, which takes the kernel some milliseconds.
    /// - Returns: The facts.
    func snapshot(looking: Bool = true) -> MachineSnapshot {
        let memory = looking ? instance?.memoryUse() : nil
        return MachineSnapshot(
            name: name.text, state: state, stateReason: reason, machineClass: definition.machineClass,
            label: definition.label, template: definition.template?.text ?? "", templateVersion: templateVersion,
            netvm: definition.netvm?.text ?? "", providesNetwork: definition.providesNetwork,
            memoryMiB: UInt32(clamping: definition.memoryMiB), vcpus: UInt32(clamping: definition.vcpus),
            tags: definition.tags.map(\.text).sorted(), autostart: definition.autostart, userID: presentUserID,
            processID: UInt32(clamping: instance?.record.processID ?? 0),
            agentState: instance == nil ? "" : "\(agent.state)", restarts: restarts,
            startedAtMilliseconds: startedAtMilliseconds, startDurationMilliseconds: startDurationMilliseconds,
            privateVolume: store.volumePath,
            privateVolumeMiB: UInt32(clamping: store.volumeSizeMiB ?? definition.volume.sizeMiB),
            residentMiB: UInt32(clamping: memory?.proportionalMiB ?? 0),
            privateMiB: UInt32(clamping: memory?.privateMiB ?? 0), sharedMiB: UInt32(clamping: memory?.sharedMiB ?? 0),
            startMode: instance == nil ? "" : isClone ? "clone" : "boot",
            isDefinitionCurrent: instance == nil || startedDefinitionDigest == definition.digest)
    }

    func update(_ definition: MachineDefinition, base: MachineDefinition?) {
        self.base = base
        guard definition != self.definition else { return }
        if definition.restart != self.definition.restart { schedule = RestartSchedule(policy: definition.restart) }
        self.definition = definition
        didChange()
    }
}
