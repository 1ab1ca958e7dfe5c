import AuditLog
import Hypervisor
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

/// All machines of the host, and the order between them.
actor MachineRegistry {
    let source: ConfigurationSource
    let hypervisor: any Hypervisor
    let logger: Logger
    let paths: HostPaths
    let context: MachineContext
    /// Machines that end with what they were made for.
    var disposables: [MachineName: Disposable] = [:]
    /// Those that wait to be asked for.
    var preloading = PreloadState()
    /// The policy that is in force.
    let policy: PolicyStore
    /// Reading a policy and checking its assertions takes time.
    let policyQueue = WorkQueue(label: "bulkhead.policy")
    /// What checks the assertions of a policy.
    let gate: PolicyGate
    /// Decides the calls that VMs make.
    let calls: CallDesk
    /// Where changes are noted for good; nil where nobody keeps them.
    let audit: AuditLog?
    /// Lets one reload happen at a time.
    let reloads = StartGate(places: 1)
    var configuration: Configuration
    var controllers: [MachineName: MachineController] = [:]
    /// What is wrong with the configuration on the disk.
    var problems: [String] = []
    /// Whether the configuration in force is the one that was on the disk when it was last read.
    var isConfigurationCurrent = true
    /// Counts looks at the machines' states, so that an old one never undoes a newer one.
    var worldLooks: (begun: UInt64, used: UInt64) = (0, 0)
    let startedAtMilliseconds = Clock.wallNanoseconds() / 1_000_000
    /// Starts under way, so that two callers of one start, or a start and that of its netvm, share it.
    private var starts: [MachineName: Task<BusFailure?, Never>] = [:]
    private(set) var isStopping = false
    /// Told of machines that come and go.
    var published: (@Sendable (MachineName, MachineController?) async -> Void)?

    init(
        configuration: Configuration, warnings: [String], source: ConfigurationSource, hypervisor: any Hypervisor,
        gate: PolicyGate, programDirectory: String, logger: Logger, audit: AuditLog? = nil,
        changed: @escaping @Sendable (MachineName) -> Void
    ) {
        self.configuration = configuration
        self.source = source
        self.hypervisor = hypervisor
        self.gate = gate
        self.audit = audit
        policy = PolicyStore(world: World(configuration))
        self.logger = logger
        paths = configuration.settings.paths
        calls = CallDesk(
            settings: configuration.settings.flows, policy: policy, stateDirectory: paths.state, audit: audit,
            logger: logger)
        problems = warnings
        let limits = configuration.settings.limits
        let brokers = BrokerLauncher(
            programDirectory: programDirectory, consoleLogLimitBytes: limits.consoleLogMiB << 20,
            flows: configuration.settings.flows)
        let parts = CloneParts(
            hypervisor: hypervisor, brokers: brokers, users: TransientUsers(range: configuration.settings.userIDs),
            volumes: VolumeLimit(), runDirectory: paths.run, stateDirectory: paths.state, logger: logger)
        context = MachineContext(
            hypervisor: hypervisor, brokers: brokers, gate: StartGate(places: limits.parallelStarts),
            clones: Clones(parts: parts, settings: configuration.settings.clones, parallel: limits.parallelStarts),
            runDirectory: paths.run, stateDirectory: paths.state, imageDirectory: paths.images, logger: logger,
            audit: audit, calls: calls,
            network: NetworkSwitch(
                runDirectory: paths.run, firstUserID: configuration.settings.userIDs.first, policy: policy,
                logger: logger, audit: audit),
            changed: changed)
    }

    func onPublish(_ publish: @escaping @Sendable (MachineName, MachineController?) async -> Void) {
        published = publish
    }

    // MARK: Machines

    var names: [MachineName] { controllers.keys.sorted() }

    func controller(_ name: MachineName) -> MachineController? { controllers[name] }

    /// Makes the controllers, takes over what runs, and ends what nobody knows.
    func restore() async throws(SystemError) {
        await calls.begin(self)
        // A broker says at once what its guest wants; without a policy all of it would be denied.
        await loadFirstPolicy()
        try FileSystem.makeDirectory(paths.run + "/vms", mode: 0o700)
        try FileSystem.makeDirectory(paths.state + "/vms", mode: 0o700)
        OrphanSweep.removePartialFiles(in: paths.run)
        cloneParts.users.note(try MachineStore.userIDs(stateDirectory: paths.state))
        for definition in configuration.machines { controllers[definition.name] = try makeController(definition) }
        await beginNetwork()
        await context.clones.sweep()
        var known: Set<String> = []
        for controller in controllers.values { known.insert(controller.name.text) }
        for folder in try FileSystem.list(paths.run + "/vms") where !known.contains(folder) {
            await removeUnknown(folder)
        }
        await withTaskGroup(of: Void.self) { group in
            for controller in controllers.values {
                group.addTask { await Self.restore(controller) }
            }
        }
        await refreshWorld()
        await context.network.complete()
        await sweepStrangers()
        await prepareClones()
    }

    /// Ends processes of the host users in [uids] that belong to no machine: clones that an earlier manager had made.
    private func sweepStrangers() async {
        var known: Set<UInt32> = []
        for controller in controllers.values { known.insert(await controller.presentUserID) }
        await OrphanSweep.end(
            processesIn: configuration.settings.userIDs, besides: known, runDirectory: paths.run)
    }

    /// Makes ready what machines start from, in the background.
    func prepareClones() async {
        await context.clones.prepare(
            configuration.machines, imageDirectory: paths.images, configuration.settings.clones)
    }

    /// Ends what belongs to no machine.
    func closeClones() async { await context.clones.close() }

    var cloneParts: CloneParts { context.clones.parts }

    func isStarting(_ name: MachineName) -> Bool { starts[name] != nil }

    var snapshotFacts: [SnapshotFacts] {
        get async { await context.clones.facts() }
    }

    private static func restore(_ controller: MachineController) async {
        let directory = await controller.runDirectory
        OrphanSweep.removePartialFiles(in: directory)
        OrphanSweep.removePartialFiles(in: controller.store.directory)
        if let found = RunRecord.read(in: directory) {
            await controller.adopt(found)
        } else {
            await controller.context.hypervisor.sweep(controller.name)
            await OrphanSweep.end(
                processesOf: controller.userID, runDirectory: controller.context.runDirectory)
            OrphanSweep.removeSockets(in: directory)
        }
    }

    /// A machine whose definition went while no manager ran.
    private func removeUnknown(_ folder: String) async {
        let directory = paths.run + "/vms/" + folder
        logger.warning("ending \(folder), which is in no definition any more")
        if let name = try? MachineName(folder), let found = RunRecord.read(in: directory) {
            found.broker?.end()
            await hypervisor.clean(found.instance(name))
            found.broker?.reap()
        }
        try? FileSystem.removeTree(directory)
    }

    func makeController(_ definition: MachineDefinition) throws(SystemError) -> MachineController {
        let store = MachineStore(name: definition.name, stateDirectory: paths.state)
        let userID: UInt32
        if let known = store.userID { userID = known } else { userID = try assignUser(store) }
        return MachineController(
            definition: definition, userID: userID, context: context, base: configuration.disposableBase(of: definition)
        )
    }

    /// The lowest user of the range that no machine has, now or from an earlier definition.
    private func assignUser(_ store: MachineStore) throws(SystemError) -> UInt32 {
        guard let userID = cloneParts.users.takeLowest(of: configuration.settings.userIDs) else {
            throw SystemError("find a free user in [uids] for", store.name.text, code: ErrorCode.noSpace)
        }
        try store.assign(userID: userID)
        return userID
    }

    // MARK: Starting

    /// Starts a machine, its network first.
    func start(_ name: MachineName) async throws(BusFailure) {
        guard let controller = controllers[name] else { throw Self.unknown(name.text, names) }
        // Said at once, before anything waits: the second of two callers is told.
        try await controller.check(.start)
        // Between that answer and this line another caller may have begun; nothing waits from here to the claim.
        guard starts[name] == nil else {
            throw ManagerFailureKind.wrongState.failure(
                "The VM \(name) is being started already.", advice: "Wait until it is Running.")
        }
        if let failure = await startShared(name, isAsked: true) { throw failure }
    }

    /// Starts a machine for a call, unless it runs; of many calls at once each waits for the one start.
    func startForCall(_ name: MachineName) async -> BusFailure? { await startShared(name) }

    /// `isAsked`: somebody asks for this start itself, and is to be told when it was not needed.
    private func startShared(_ name: MachineName, isAsked: Bool = false) async -> BusFailure? {
        if let running = starts[name] { return await running.value }
        let task = Task { await self.startNow(name, isAsked: isAsked) }
        starts[name] = task
        let failure = await task.value
        starts[name] = nil
        return failure
    }

    private func startNow(_ name: MachineName, isAsked: Bool) async -> BusFailure? {
        guard !isStopping else {
            return ManagerFailureKind.busy.failure("The manager is stopping.", advice: "Start it again: 'bulkhead up'.")
        }
        guard let controller = controllers[name] else { return Self.unknown(name.text, names) }
        if let netvm = await controller.definition.netvm, let provider = controllers[netvm] {
            let state = await provider.state
            if state != .running, state != .paused {
                if let failure = await startShared(netvm) {
                    let text = "The VM \(name) did not start: its netvm \(netvm) does not run."
                    await controller.refuse("its netvm \(netvm) does not run")
                    return ManagerFailureKind.startFailed.failure(text, advice: failure.message)
                }
            }
        }
        if !isAsked, await controller.state == .running { return nil }
        if let refusal = await refusalAfterYielding(for: controller) {
            await controller.refuse(refusal.message.firstLine)
            return refusal
        }
        do { try await controller.start() } catch { return error }
        return nil
    }

    /// Refuses a start that does not fit, when all have yielded that wait for nobody in particular.
    ///
    /// The order: disposables that were made ahead, then clones that wait and the snapshots that they come from. A VM
    /// that runs never yields.
    private func refusalAfterYielding(for controller: MachineController) async -> BusFailure? {
        guard await roomRefusal(for: controller) != nil else { return nil }
        if await dropPreloads("\(controller.name) needs their memory") > 0 {
            guard await roomRefusal(for: controller) != nil else { return nil }
        }
        if await context.clones.yield() {
            logger.info("clones and snapshots were let go: \(controller.name) needs their memory")
        }
        return await roomRefusal(for: controller)
    }

    /// Refuses a start that does not fit into the host's memory, with the numbers.
    private func roomRefusal(for controller: MachineController) async -> BusFailure? {
        let limits = configuration.settings.limits
        let total = ProcessTable.totalMemoryMiB - limits.memoryReserveMiB
        var used = 0
        for other in controllers.values where other.name != controller.name {
            if await other.state.isActive { used += await other.definition.memoryMiB }
        }
        let wanted = await controller.definition.memoryMiB
        let snapshots = await context.clones.heldMiB
        guard used + snapshots + wanted > total else { return nil }
        let parts = snapshots == 0 ? "" : ", and \(snapshots) MiB by snapshots"
        return ManagerFailureKind.limit.failure(
            "The VM \(controller.name) needs \(wanted) MiB, and of \(total) MiB for VMs \(used) MiB are taken\(parts).",
            advice: "Shut another VM down, or give it less 'memory'.")
    }

    func startAutostart() async {
        let names = configuration.autostartNames
        await withTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask {
                    guard let controller = await self.controller(name), await !controller.state.isActive else { return }
                    if let failure = await self.startShared(name) {
                        self.logger.error("\(failure.message.firstLine)", metadata: ["machine": "\(name)"])
                    }
                }
            }
        }
    }

    // MARK: Stopping

    /// Shuts a machine down; a netvm with running clients only by force.
    func shutdown(_ name: MachineName, _ options: StopOptions) async throws(BusFailure) {
        guard let controller = controllers[name] else { throw Self.unknown(name.text, names) }
        if !options.force { try await refuseWithClients(name) }
        guard options.wait else {
            try await controller.check(.shutdown)
            Task { try? await controller.shutdown(timeoutMilliseconds: options.timeoutMilliseconds) }
            return
        }
        try await controller.shutdown(timeoutMilliseconds: options.timeoutMilliseconds)
    }

    func refuseWithClients(_ name: MachineName) async throws(BusFailure) {
        var clients: [String] = []
        for client in configuration.dependencies.clients(of: name) {
            if let controller = controllers[client], await controller.state.isActive { clients.append(client.text) }
        }
        guard !clients.isEmpty else { return }
        throw ManagerFailureKind.wrongState.failure(
            "The VM \(name) is the netvm of \(clients.joined(separator: ", ")).",
            advice: "Shut them down first, or use --force.")
    }

    func restart(_ name: MachineName, _ options: StopOptions) async throws(BusFailure) {
        guard let controller = controllers[name] else { throw Self.unknown(name.text, names) }
        try await controller.check(.restart)
        try await controller.shutdown(timeoutMilliseconds: options.timeoutMilliseconds)
        try await start(name)
    }

    /// Ends all machines, clients before the machines that they need.
    func stopAll(_ options: StopOptions) async {
        isStopping = true
        await closePreloads()
        await closeClones()
        let graph = configuration.dependencies
        let waves = (try? StartPlan(starting: controllers.keys, in: graph).shutdownWaves) ?? [names]
        let planned = Set(waves.flatMap(\.self))
        for wave in [names.filter { !planned.contains($0) }] + waves {
            await withTaskGroup(of: Void.self) { group in
                for name in wave {
                    guard let controller = controllers[name] else { continue }
                    group.addTask {
                        await controller.stop(
                            timeoutMilliseconds: options.timeoutMilliseconds, force: options.force)
                    }
                }
            }
        }
        await context.network.close()
    }

    static func unknown(_ name: String, _ names: [MachineName]) -> BusFailure {
        let nearest = NearestWord.find(name, among: names.map(\.text))
        return ManagerFailureKind.notFound.failure(
            "There is no VM \(name.sanitizedForDisplay(limit: 64)).",
            advice: nearest.map { "Did you mean '\($0)'?" } ?? "See 'bulkhead ls'.")
    }
}
