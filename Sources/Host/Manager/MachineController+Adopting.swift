internal import Channel
import Hypervisor
import LinuxEvents
import LinuxIO
import Machines

extension MachineController {
    /// Takes over what an earlier manager started, or settles what became of it.
    func adopt(_ found: RunRecord) async {
        generation += 1
        let present = generation
        restarts = found.restarts
        schedule = RestartSchedule(policy: definition.restart, endTimesMilliseconds: found.endTimesMilliseconds)
        broker = found.broker
        let made: any MachineInstance
        do {
            made = try await context.hypervisor.adopt(found.instance(name))
        } catch {
            await cleanUp(found.instance(name))
            lastProcessLog = ""
            settle(.crashed, "it ended while no manager ran")
            return
        }
        instance = made
        record = found
        // Only a copy runs as a user that is not the machine's own.
        if found.userID != userID {
            cloneUser = found.userID
            context.clones.users.note([found.userID])
        }
        startedDefinitionDigest = found.definitionDigest
        templateVersion = found.templateVersion
        startedAtMilliseconds = found.startedAtMilliseconds
        startDurationMilliseconds = found.startDurationMilliseconds
        isEndWanted = false
        state = .transient
        watch(made, present)
        let virtual = try? await made.state()
        switch virtual {
        case .running: await adoptRunning(present)
        case .paused:
            try? await adoptBroker(present)
            await context.network.adopt(name, isReady: true)
            set(.paused)
        case .suspended:
            try? await adoptBroker(present)
            await context.network.adopt(name, isReady: true)
            set(.suspended)
        case .created, .stopped, nil:
            // Its start was cut off half-way, or it was about to end: nothing of it can be used.
            isEndWanted = true
            await made.kill()
            await cleanUp(made.record)
            set(.halted, "its start was cut off by the end of the manager")
        }
    }

    private func adoptRunning(_ present: UInt64) async {
        do {
            try await adoptBroker(present)
            if startedAtMilliseconds > 0 {
                await context.network.adopt(name, isReady: true)
                set(.running)
                return
            }
        } catch {
            if startedAtMilliseconds > 0 {
                await context.network.adopt(name, isReady: true)
                set(.running, "its channel is down: \(error.what)")
                return
            }
            await abandonAdopted(error)
            return
        }
        await context.network.adopt(name, isReady: false)
        // It boots still; nobody else should wait for that.
        set(.transient, "booting")
        Task { await self.finishStart(present) }
    }

    private func finishStart(_ present: UInt64) async {
        do {
            try await waitForReady(present, nil)
            if agent.volume == .formatted { try store.markFormatted() }
            if let network = await context.network.configuration(of: name) { try await startNetwork(network) }
            startedAtMilliseconds = Clock.wallNanoseconds() / 1_000_000
            record?.startedAtMilliseconds = startedAtMilliseconds
            try persist()
            set(.running)
        } catch {
            guard generation == present else { return }
            await abandonAdopted(error)
        }
    }

    private func abandonAdopted(_ error: StartError) async {
        isEndWanted = true
        let made = instance?.record ?? record?.instance(name)
        await instance?.kill()
        await cleanUp(made)
        set(.halted, error.what)
    }

    private func adoptBroker(_ present: UInt64) async throws(StartError) {
        let volume = try await volume()
        if let broker, broker.isAlive, let socket = try? BrokerLauncher.connect(in: runDirectory) {
            listen(to: socket, present)
        } else {
            broker?.end()
            broker?.reap()
            try await startBroker(present)
        }
        // Ignored by a guest that has been configured before.
        let network = await context.network.configuration(of: name)
        try configure(volume.instruction, network?.network)
        _ = link?.send(BrokerRequest.query.encode())
    }
}

extension RunRecord {
    var broker: BrokerProcess? {
        guard let brokerProcessID, let brokerStartTicks, let brokerMonitorID else { return nil }
        return BrokerProcess(identifier: brokerProcessID, startTicks: brokerStartTicks, monitorID: brokerMonitorID)
    }
}
