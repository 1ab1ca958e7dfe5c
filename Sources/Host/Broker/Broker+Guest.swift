internal import Channel
internal import LinuxIO

extension Broker {
    func handleGuest(_ came: Poller.Interest) {
        if guest.hasFailed {
            if !came.isDisjoint(with: [.hungUp, .failed]) { disconnect() }
            return
        }
        if !came.isDisjoint(with: [.readable, .hungUp, .failed]) {
            guard let events = guest.receive() else { return disconnect() }
            if status.state == .connecting { status = AgentStatus(state: .handshaking) }
            for event in events { handle(event) }
        }
    }

    /// What is due by the clock, and what this turn has left to write.
    func tick() {
        guard !hasEnded else { return }
        if guest.tick(Clock.monotonicNanoseconds()) {
            if status.state == .ready, guest.isUnresponsive {
                status = changed(to: .unresponsive, detail: "the agent does not answer heartbeats")
            }
            guest.channel.ping()
            let dropped = logBudget.takeDropped()
            if dropped > 0 { manager?.notify(.log("\(dropped) lines of the agent were dropped: too many at once")) }
        }
        tickCalls()
        guard guest.flush() else { return disconnect() }
        // A failure can come from sending as well, when the guest does not read.
        if case .failed(let failure) = guest.channel.state, status.state != .failed { fail("\(failure)") }
    }

    private func changed(to state: AgentState, detail: String = "") -> AgentStatus {
        AgentStatus(
            state: state, detail: detail, volume: status.volume, bootMilliseconds: status.bootMilliseconds)
    }

    private func handle(_ event: HostEvent) {
        switch event {
        case .established: guest.channel.ping()
        case .report(let report): handle(report)
        case .pong(let number):
            guest.handlePong(number)
            if status.state == .unresponsive { status = changed(to: .ready) }
        case .log(let text):
            guard logBudget.take(nowNanoseconds: Clock.monotonicNanoseconds()) else { return }
            manager?.notify(.log(text.sanitizedForDisplay))
        case .opened: break
        case .refused(let stream, let reason): end(stream, .failed(reason.sanitizedForDisplay))
        case .data(let stream, let subChannel, let bytes): deliver(bytes, subChannel, stream)
        case .called(let stream, let request): ask(request, on: stream)
        case .callOutputClosed(let stream):
            // The service gets a broken pipe when it writes on.
            guard let call = callsByStream[stream], call.input != nil else { return }
            call.closeInput()
            guest.channel.endInput(of: stream)
            finishIfComplete(call)
        case .endOfData(let stream, let subChannel):
            if let call = callsByStream[stream] {
                call.sink?.end()
                return
            }
            guard let run = runsByStream[stream] else { return }
            run.sink(subChannel)?.end()
            finishIfComplete(run)
        case .exited(let stream, let exitStatus):
            guard let run = runsByStream[stream] else { return }
            run.exitStatus = exitStatus
            run.input = nil
            finishIfComplete(run)
        case .reset(let stream, let reason):
            if let call = callsByStream[stream] {
                return callerEnded(call, "its caller ended it: \(reason.sanitizedForDisplay)")
            }
            end(stream, .failed("ended: \(reason.sanitizedForDisplay)"))
        case .failed(let failure): fail("\(failure)")
        }
    }

    private func handle(_ report: GuestReport) {
        guard status.state != .failed else { return }
        switch report {
        case .waiting:
            // Every answer to a repeated hello says it again, also behind a configuration that is on its way.
            guard !hasSentConfiguration else { return }
            status = AgentStatus(state: .waiting)
            sendConfiguration()
        case .configuring: status = AgentStatus(state: .configuring)
        case .settled: status = AgentStatus(state: .settled)
        case .ready(let volume, let bootMilliseconds):
            configuration = nil
            // A guest that an earlier broker configured: the last thing that one said may have come through mangled.
            if !hasSentConfiguration, status.state != .ready { setClock() }
            status = AgentStatus(state: .ready, volume: volume, bootMilliseconds: bootMilliseconds)
        case .failed(let reason):
            configuration = nil
            status = AgentStatus(state: .failed, detail: reason.sanitizedForDisplay)
            endAll("the agent failed: \(reason.sanitizedForDisplay)")
        }
    }

    /// Sends the configuration if there is one and the agent waits for it.
    func sendConfiguration() {
        guard status.state == .waiting || status.state == .settled, let configuration, let entropy = freshEntropy()
        else { return }
        self.configuration = nil
        hasSentConfiguration = true
        status = AgentStatus(state: .configuring)
        guest.channel.configure(configuration, wallClock: Clock.wallNanoseconds(), entropy: entropy)
    }

    /// Sets the guest's clock and reseeds its random number generator.
    func setClock() {
        guest.channel.setClock(Clock.wallNanoseconds())
        if let entropy = freshEntropy() { guest.channel.reseed(entropy) }
    }

    private func freshEntropy() -> [UInt8]? { try? CurrentProcess.randomBytes(ChannelLimits.entropy) }

    /// The guest broke the protocol: its channel ends, and nothing else.
    private func fail(_ reason: String) {
        status = AgentStatus(state: .failed, detail: "channel: \(reason)")
        endAll("the guest channel failed: \(reason)")
    }

    /// The virtual machine has gone.
    private func disconnect() {
        endAll("the machine has stopped")
        status = AgentStatus(state: .disconnected)
        hasEnded = true
    }
}
