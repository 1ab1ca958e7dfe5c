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
    /// - Parameter isByPolicy: Whether nobody asked for it but the restart policy, whose count then goes on.
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
        set(.transient, "making its processes")
        endCause = .unknown
        lastProcessLog = ""
        channelFailure = nil
        brokerStarts = []
        agent = AgentStatus(state: .disconnected)
        notices = []
        let image = try template()
        let volume = try await store.volume(for: definition, hypervisor: context.hypervisor)
        try continueStart(present)
        let specification = MachineSpecification(
            name: name, memoryMiB: definition.memoryMiB, vcpus: definition.vcpus, userID: userID,
            kernelPath: image.kernelPath, initramfsPath: image.initramfsPath,
            kernelArguments: [
                "console=ttyS0", "panic=-1", "quiet", "loglevel=4", "random.trust_cpu=on", image.verity.kernelArgument,
            ],
            disks: [DiskSpecification(serial: "root", path: image.rootPath, isReadOnly: true), volume.disk],
            runDirectory: runDirectory)
        do {
            try FileSystem.makeDirectory(runDirectory, mode: 0o700)
            // The console of a new start begins empty.
            try FileSystem.remove(BrokerLauncher.consoleLogPath(in: runDirectory))
        } catch {
            throw .host("\(error)")
        }
        let made: any MachineInstance
        do { made = try await context.hypervisor.create(specification) } catch { throw .hypervisor(error) }
        instance = made
        startedDefinitionDigest = definition.digest
        templateVersion = image.version
        var newRecord = RunRecord(made.record, templateVersion: image.version, definitionDigest: definition.digest)
        newRecord.endTimesMilliseconds = schedule.endTimesMilliseconds
        newRecord.restarts = restarts
        record = newRecord
        watch(made, present)
        try persist()
        try continueStart(present)
        try await startBroker(present)
        try configure(volume.instruction)
        do { try await made.resume() } catch { throw .hypervisor(error) }
        set(.transient, "booting")
        try await waitForReady(present, image)
        if agent.volume == .formatted { try store.markFormatted() }
        startDurationMilliseconds = UInt32(clamping: (ContinuousClock.now - began).milliseconds)
        startedAtMilliseconds = Clock.wallNanoseconds() / 1_000_000
        record?.startedAtMilliseconds = startedAtMilliseconds
        record?.startDurationMilliseconds = startDurationMilliseconds
        try persist()
        set(.running)
    }

    private func template() throws(StartError) -> TemplateImage {
        guard let template = definition.template, definition.machineClass.startsFromImage else {
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
    fileprivate var startsFromImage: Bool { self == .appVM || self == .serviceVM }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
