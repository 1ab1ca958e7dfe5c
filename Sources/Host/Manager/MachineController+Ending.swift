internal import Channel
import Hypervisor
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient
import SystemBus

extension MachineController {
    /// How long the agent gets before the power button is pressed, as a part of the whole time limit.
    private static let agentShare = 0.6
    /// How long a killed machine may take to be gone.
    private static let killSeconds = 10

    func watch(_ made: any MachineInstance, _ present: UInt64) {
        Task {
            for await event in made.events { await self.handle(event, made, present) }
        }
    }

    private func handle(_ event: InstanceEvent, _ made: any MachineInstance, _ present: UInt64) async {
        guard generation == present, instance != nil else { return }
        switch event {
        case .state(.paused) where state == .running: set(.paused)
        case .state(.running) where state == .paused: set(.running)
        case .state(.suspended) where state == .running: set(.suspended)
        case .state: break
        case .panicked:
            endCause = .panicked
            reason = "its kernel panicked"
            didChange()
        case .poweredOff:
            if endCause == .unknown { endCause = .poweredOff }
        case .ended(let lastWords): await ended(lastWords, made)
        }
    }

    /// What a person reads of an end that nobody asked for.
    var endText: String {
        switch endCause {
        case .panicked: "its kernel panicked"
        case .poweredOff: "the guest powered itself off"
        case .unknown:
            lastProcessLog.isEmpty
                ? "its process ended unexpectedly" : "its process ended: \(lastProcessLog.lastLine)"
        }
    }

    private func ended(_ lastWords: String, _ made: any MachineInstance) async {
        lastProcessLog = lastWords
        instance = nil
        let wasStarting = state == .transient
        if wasStarting {
            // The start itself takes back what it made, and says what happened.
            didChange()
            if !isEndWanted { return }
        }
        let wanted = isEndWanted
        let cause = endCause
        set(.dying, reason)
        await cleanUp(made.record)
        if wanted {
            set(.halted)
            return
        }
        let end: MachineEnd = cause == .poweredOff ? .poweredOff : .crashed
        settle(end, endText)
    }

    /// Decides what becomes of a machine that ended by itself.
    func settle(_ end: MachineEnd, _ text: String) {
        let state: PowerState = end == .poweredOff ? .halted : .crashed
        guard !isRetired else {
            set(state, text)
            return
        }
        switch schedule.record(end, atMilliseconds: Clock.monotonicNanoseconds() / 1_000_000) {
        case .restart(let delay):
            set(state, "\(text); it starts again in \(delay) ms")
            restarts += 1
            let expected = generation
            pendingRestart = Task {
                try? await Task.sleep(for: .milliseconds(delay))
                guard !Task.isCancelled else { return }
                await self.restartByPolicy(expected)
            }
        case .giveUp(let why):
            // Of a policy that was never asked to restart anything, nobody wants to read.
            set(state, why == .policyIsNever || why == .poweredOff ? text : "\(text); given up: \(why)")
        }
    }

    private func restartByPolicy(_ expected: UInt64) async {
        guard generation == expected, state == .crashed || state == .halted else { return }
        pendingRestart = nil
        do { try await start(isByPolicy: true) } catch {
            guard state == .crashed || state == .halted, pendingRestart == nil else { return }
            settle(.crashed, error.message.firstLine)
        }
    }

    /// Removes what a machine leaves: processes, sockets, control groups.
    ///
    /// Its logs stay until the next start.
    func cleanUp(_ made: InstanceRecord?) async {
        link?.close()
        link = nil
        await context.calls.gone(name)
        broker?.end()
        if let made { await context.hypervisor.clean(made) }
        if let broker { await broker.waitForEnd() }
        broker = nil
        if let cloneUser { context.clones.users.give(back: cloneUser) }
        cloneUser = nil
        instance = nil
        record = nil
        await context.network.gone(name)
        agent = AgentStatus(state: .disconnected)
        startedAtMilliseconds = 0
        for path in [RunRecord.path(in: runDirectory), BrokerLauncher.controlPath(in: runDirectory)] {
            try? FileSystem.remove(path)
        }
        didChange()
    }

    // MARK: Asked for

    /// The ladder: the agent, the power button, the end by force; each gets its share of the time.
    func shutdown(timeoutMilliseconds: UInt32?) async throws(BusFailure) {
        if state == .halting {
            _ = await wait(until: .now + .seconds(definition.start.shutdownTimeoutSeconds * 2)) { !$0.state.isActive }
            return
        }
        try check(.shutdown)
        guard let instance, state == .running else {
            await kill()
            return
        }
        let limit = timeoutMilliseconds.map { Duration.milliseconds(Int64($0)) }
        let whole = limit ?? .seconds(definition.start.shutdownTimeoutSeconds)
        let began = ContinuousClock.now
        isEndWanted = true
        set(.halting, "asking its agent")
        let isAsked = link?.send(BrokerRequest.powerOff.encode()) == true
        if isAsked, await wait(until: began + whole * Self.agentShare, { !$0.state.isActive }) { return }
        if state == .halting {
            set(.halting, "pressing its power button")
            try? await instance.pressPowerButton()
            if await wait(until: began + whole, { !$0.state.isActive }) { return }
        }
        log("it did not shut down in time and is ended by force", .warning)
        await kill()
    }

    func kill() async {
        pendingRestart?.cancel()
        pendingRestart = nil
        isEndWanted = true
        guard let instance else {
            // A start that has made nothing yet sees the wish; a crashed machine that was to come back stays away.
            if state == .crashed { set(.halted) } else { didChange() }
            _ = await wait(until: .now + .seconds(Self.killSeconds)) { !$0.state.isActive }
            return
        }
        if state != .transient { set(.dying) }
        didChange()
        await instance.kill()
        _ = await wait(until: .now + .seconds(Self.killSeconds)) { !$0.state.isActive }
    }

    func pause() async throws(BusFailure) {
        try check(.pause)
        guard let instance else { return }
        send(.hold)
        do { try await instance.pause() } catch {
            throw ManagerFailureKind.internalFailure.failure("The VM \(name) cannot be paused: \(error).")
        }
        if state == .running { set(.paused) }
    }

    func unpause() async throws(BusFailure) {
        try check(.unpause)
        guard let instance else { return }
        do { try await instance.resume() } catch {
            throw ManagerFailureKind.internalFailure.failure("The VM \(name) cannot be unpaused: \(error).")
        }
        // The guest's clock stood still meanwhile.
        _ = link?.send(BrokerRequest.setClock.encode())
        if state == .paused || state == .suspended { set(.running) }
    }
}

extension String {
    var firstLine: String { split(separator: "\n").first.map(String.init) ?? "" }
    var lastLine: String { split(separator: "\n").last.map(String.init) ?? "" }
}

extension MachineController {
    /// Says why a start was refused before it began.
    func refuse(_ text: String) {
        guard !state.isActive else { return }
        set(state, text)
    }

    /// Ends the machine for good, whatever its state, gently where it can be.
    func stop(timeoutMilliseconds: UInt32?, force: Bool) async {
        isRetired = true
        guard !force else {
            await kill()
            return
        }
        switch state {
        case .halted: break
        case .running, .halting: try? await shutdown(timeoutMilliseconds: timeoutMilliseconds)
        case .paused, .suspended:
            try? await unpause()
            try? await shutdown(timeoutMilliseconds: timeoutMilliseconds)
        case .crashed, .transient, .dying: await kill()
        }
        if state.isActive { await kill() }
    }
}
