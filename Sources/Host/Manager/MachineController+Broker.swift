internal import Channel
import Hypervisor
import LinuxEvents
import LinuxIO
import Logging
import Machines
import Network

extension MachineController {
    /// Brokers that are started anew within a minute before the channel is given up.
    private static let brokerStartLimit = 5

    func startBroker(_ present: UInt64) async throws(StartError) {
        guard let made = instance?.record else { throw .cancelled }
        let started = try await context.brokers.start(for: made, in: runDirectory, on: queue)
        broker = started.process
        brokerOutput = started.output
        noteBroker(started.process)
        try persist()
        listen(to: started.socket, present)
    }

    func noteBroker(_ process: BrokerProcess) {
        record?.brokerProcessID = process.identifier
        record?.brokerStartTicks = process.startTicks
        record?.brokerMonitorID = process.monitorID
    }

    func listen(to socket: PacketSocket, _ present: UInt64) {
        link = socket
        Task {
            for await packet in socket.packets { await self.receive(packet, present) }
            await self.brokerEnded(socket, present)
        }
    }

    func configure(_ instruction: VolumeInstruction, _ network: GuestNetwork? = nil) throws(StartError) {
        do {
            let configuration = try GuestConfiguration(
                hostName: name.text, machineName: name.text, machineID: try machineID(), volume: instruction,
                settings: network.map { Self.settings(of: $0) } ?? [])
            guard link?.send(BrokerRequest.configure(configuration).encode()) == true else {
                throw StartError.host("its broker does not answer")
            }
        } catch let error as StartError {
            throw error
        } catch {
            throw .host("\(error)")
        }
    }

    /// A disposable has another one at each start.
    func machineID() throws(SystemError) -> [UInt8] {
        definition.machineClass == .dispVM ? passingMachineID : try store.machineID()
    }

    private func receive(_ packet: [UInt8], _ present: UInt64) async {
        guard generation == present else { return }
        guard let notice = try? BrokerNotice(packet: packet) else {
            log("its broker sent a packet that is no notice; the channel is closed", .warning)
            broker?.end()
            return
        }
        switch notice {
        case .status(let status):
            if status.state != agent.state { log("agent \(status.state) \(status.detail)", .debug) }
            if state == .transient, status.state != agent.state { times.end("\(status.state)") }
            agent = status
            didChange()
        case .log(let text): remember(text)
        case .rejected(let id, let reason): remember("command \(id) refused: \(reason)")
        case .call(let id, let request): await context.calls.called(id, request, by: name)
        case .calling(let id, let request): await context.calls.adopted(id, request, by: name)
        case .callEnded(let id, let summary): await context.calls.ended(id, summary, by: name)
        case .callsDropped(let count): await context.calls.dropped(count, by: name)
        }
    }

    func remember(_ text: String) {
        notices.append(text)
        if notices.count > Self.noticeLimit { notices.removeFirst(notices.count - Self.noticeLimit) }
    }

    /// A broker is gone: while its machine lives, another takes its place.
    private func brokerEnded(_ socket: PacketSocket, _ present: UInt64) async {
        guard generation == present, link === socket else { return }
        link = nil
        await context.calls.gone(name)
        for line in (brokerOutput?.text ?? "").split(separator: "\n") { remember("broker: \(line)") }
        broker?.end()
        broker?.reap()
        agent = AgentStatus(state: .disconnected)
        didChange()
        // The machine may be ending, and its broker with it: only what still lives gets a new one.
        try? await Task.sleep(for: .milliseconds(50))
        guard generation == present, link == nil, let instance, !isEndWanted, state != .halting, state != .dying else {
            return
        }
        guard (try? await instance.state()) != nil, generation == present, link == nil else { return }
        broker?.reap()
        let now = Clock.monotonicNanoseconds() / 1_000_000
        brokerStarts.removeAll { now - $0 > 60_000 }
        guard brokerStarts.count < Self.brokerStartLimit else {
            let words = brokerOutput?.text.lastLine ?? ""
            giveUpChannel(
                "its channel was given up: \(Self.brokerStartLimit) brokers ended within a minute"
                    + (words.isEmpty ? "" : ", the last with: \(words)"))
            return
        }
        brokerStarts.append(now)
        log("its broker has ended; starting another", .warning)
        do {
            try await startBroker(present)
            try configure(.existing)
        } catch {
            giveUpChannel("its channel is down: \(error.what)")
        }
    }

    private func giveUpChannel(_ text: String) {
        channelFailure = text
        reason = text
        log(text, .error)
        didChange()
    }
}
