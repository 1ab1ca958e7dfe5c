internal import Channel
import Hypervisor
import Images
import LinuxIO
import Machines
import ManagerClient
import SystemBus

extension MachineController {
    /// Starts the machine and returns when its agent is ready.
    ///
    /// - Parameter isByPolicy: Whether the restart policy asks; a person's start forgets the crashes before it.
    /// - Throws: What the caller gets to see; then nothing of the start is left.
    func start(isByPolicy: Bool = false) async throws(BusFailure) {
        try check(.start)
        if !isByPolicy {
            schedule.reset()
            restarts = 0
        }
        pendingRestart?.cancel()
        pendingRestart = nil
        generation += 1
        let present = generation
        isEndWanted = false
        set(.transient, "waiting for its turn")
        do {
            try await boot(present)
        } catch {
            await abandon(present, error)
            throw ManagerFailureKind.startFailed.failure(
                "The VM \(name) did not start: \(error.what).", advice: error.advice)
        }
    }

    private func boot(_ present: UInt64) async throws(StartError) {
        await context.gate.enter()
        let began = ContinuousClock.now
        do {
            try await bootInTurn(present, began)
        } catch {
            await context.gate.leave()
            throw error
        }
        await context.gate.leave()
    }

    private func bootInTurn(_ present: UInt64, _ began: ContinuousClock.Instant) async throws(StartError) {
        try continueStart(present)
        times = StartTimes()
        set(.transient, "making its processes")
        endCause = .unknown
        lastProcessLog = ""
        channelFailure = nil
        brokerStarts = []
        agent = AgentStatus(state: .disconnected)
        notices = []
        let image = try template()
        let volume = try await volume()
        times.end("image and volume")
        try continueStart(present)
        do {
            try FileSystem.makeDirectory(runDirectory, mode: 0o700)
            // The console of a new start begins empty.
            try FileSystem.remove(BrokerLauncher.consoleLogPath(in: runDirectory))
        } catch {
            throw .host("\(error)")
        }
        do { passingMachineID = try CurrentProcess.randomBytes(16) } catch { throw .host("\(error)") }
        if wantsClone { try await takeClone(image, present) }
        if !isClone {
            try continueStart(present)
            try await makeCold(image, volume.disk, present)
        }
        try continueStart(present)
        if !isClone { times.end("machine and broker") }
        try await plugNetwork()
        let network = await context.network.configuration(of: name)
        try configure(volume.instruction, network?.network)
        do { try await instance?.resume() } catch { throw .hypervisor(error) }
        // The guest has things to do before it looks for its volume, and waits for it.
        if isClone, !volume.disk.isEmpty { try await insert(volume.disk) }
        set(.transient, isClone ? "taking its name and volume" : "booting")
        try await waitForReady(present, image)
        if agent.volume == .formatted { try store.markFormatted() }
        if let network {
            try await startNetwork(network)
            times.end("network")
        }
        try continueStart(present)
        log("started: \(times.text)")
        startDurationMilliseconds = UInt32(clamping: (ContinuousClock.now - began).milliseconds)
        startedAtMilliseconds = Clock.wallNanoseconds() / 1_000_000
        record?.startedAtMilliseconds = startedAtMilliseconds
        record?.startDurationMilliseconds = startDurationMilliseconds
        try persist()
        set(.running)
    }

    /// Makes the machine and its broker for a boot of its own.
    private func makeCold(
        _ image: TemplateImage, _ disk: DiskSpecification, _ present: UInt64
    ) async throws(StartError) {
        let specification = MachineSpecification(
            name: name, memoryMiB: definition.memoryMiB, vcpus: definition.vcpus, userID: userID,
            kernelPath: image.kernelPath, initramfsPath: image.initramfsPath, kernelArguments: image.kernelArguments,
            disks: [
                DiskSpecification(serial: "root", path: image.rootPath, isReadOnly: true),
                disk.isVolatile ? .empty(serial: disk.serial) : disk,
            ],
            runDirectory: runDirectory, largestDiskBytes: disk.isVolatile ? context.clones.largestDiskBytes : 0)
        let made: any MachineInstance
        do { made = try await context.hypervisor.create(specification) } catch { throw .hypervisor(error) }
        note(made, image, present)
        try persist()
        if disk.isVolatile { try await insert(disk) }
        try continueStart(present)
        try await startBroker(present)
    }

    private func insert(_ disk: DiskSpecification) async throws(StartError) {
        do { try await instance?.insert(disk) } catch {
            guard disk.isVolatile, "\(error)".contains("lock"), let base else { throw .hypervisor(error) }
            throw .volume(
                "the volume of \(base.name), of which it is made, is in use", advice: "Shut \(base.name) down first.")
        }
    }

    /// Takes a machine that was made as this one's.
    func note(_ made: any MachineInstance, _ image: TemplateImage, _ present: UInt64) {
        instance = made
        startedDefinitionDigest = definition.digest
        templateVersion = image.version
        var newRecord = RunRecord(made.record, templateVersion: image.version, definitionDigest: definition.digest)
        newRecord.endTimesMilliseconds = schedule.endTimesMilliseconds
        newRecord.restarts = restarts
        record = newRecord
        watch(made, present)
    }

    /// The private volume and what the guest does with it.
    ///
    /// A disposable sees that of the VM it is made of, and what it writes stays in memory; its drive is empty when
    /// there is none yet.
    func volume() async throws(StartError) -> (disk: DiskSpecification, instruction: VolumeInstruction) {
        guard definition.machineClass == .dispVM else {
            return try await store.volume(for: definition, hypervisor: context.hypervisor)
        }
        guard let base = base?.name,
            let disk = try MachineStore(name: base, stateDirectory: context.stateDirectory).formattedVolume()
        else { return (.empty(serial: "private"), .none) }
        return (disk, .existing)
    }

    /// The name of the image that the root comes from.
    private var imageName: MachineName? {
        definition.machineClass == .dispVM ? base?.template : definition.template
    }

    private func template() throws(StartError) -> TemplateImage {
        guard let template = imageName, definition.machineClass.startsFromImage else {
            throw .template(
                "a VM of class \(definition.machineClass.rawValue) cannot be started by this version",
                advice: "Use the class AppVM or ServiceVM with an image template.")
        }
        do {
            return try TemplateImage.current(template.text, in: context.imageDirectory)
        } catch {
            throw .template("\(error)", advice: error.advice)
        }
    }

    func waitForReady(_ present: UInt64, _ image: TemplateImage?) async throws(StartError) {
        let seconds = definition.start.timeoutSeconds
        let deadline = ContinuousClock.now + .seconds(seconds)
        _ = await wait(until: deadline) { machine in
            let isOver = machine.generation != present || machine.isEndWanted || machine.instance == nil
            let state = machine.agent.state
            return isOver || machine.channelFailure != nil || state == .ready || state == .failed
        }
        try continueStart(present)
        switch agent.state {
        case .ready: return
        case .failed:
            let volume = agent.detail.contains("volume") ? " (the volume is \(store.volumePath))" : ""
            throw .guest("its guest says: \(agent.detail)\(volume)", advice: consoleAdvice)
        default:
            if let channelFailure { throw .host(channelFailure) }
            guard instance != nil else { throw .guest(endText, advice: consoleAdvice) }
            throw .guest(
                "its guest was not ready after \(seconds) seconds (the agent is \(agent.state))",
                advice: "\(consoleAdvice) A slow host may need a longer [start] timeout_seconds.")
        }
    }

    var consoleAdvice: String { "See 'bulkhead logs \(name)'." }

    /// Stops the start if the machine was killed meanwhile.
    private func continueStart(_ present: UInt64) throws(StartError) {
        guard generation == present, !isEndWanted else { throw .cancelled }
    }

    /// Takes back all that a failed start made.
    private func abandon(_ present: UInt64, _ error: StartError) async {
        guard generation == present else { return }
        let wasCancelled = isEndWanted
        let made = instance?.record ?? record?.instance(name)
        isEndWanted = true
        if let instance {
            lastProcessLog = instance.processLog()
            await instance.kill()
        }
        await cleanUp(made)
        set(error.isGuests && !wasCancelled ? .crashed : .halted, wasCancelled ? "" : error.what)
    }

    func check(_ action: PowerAction) throws(BusFailure) {
        do { try action.check(in: state) } catch {
            throw ManagerFailureKind.wrongState.failure(
                "The VM \(name): \(error).", advice: state == .transient ? "Wait until it is Running." : "")
        }
    }

    func persist() throws(StartError) {
        guard let record else { return }
        do { try record.write(in: runDirectory) } catch { throw .host("\(error)") }
    }
}

extension MachineClass {
    var startsFromImage: Bool { self == .appVM || self == .serviceVM || self == .dispVM }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
