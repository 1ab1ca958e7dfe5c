internal import Channel
internal import LinuxIO

extension Agent {
    func handle(_ event: GuestEvent) {
        switch event {
        case .sessionStarted:
            endCommands()
            if let greeting { channel.log(greeting) }
            greeting = nil
        case .lostFooting: endCommands()
        case .configure(let wallClock, let entropy, let configuration):
            configure(configuration, wallClock: wallClock, entropy: entropy)
        case .setClock(let wallClock):
            attempt("set the clock") { () throws(AgentError) in try system.setClock(wallClock) }
        case .reseed(let entropy): attempt("reseed") { () throws(AgentError) in try system.reseed(entropy) }
        case .powerOff: system.powerOff()
        case .settle:
            guard !isConfigured else { return }
            isSettled = true
            attempt("settle") { () throws(AgentError) in try system.settle() }
            channel.say(.settled)
        case .open(let stream, .run(let specification)): start(specification, on: stream)
        case .open(let stream, .service(let invocation)): start(invocation, on: stream)
        case .data(let stream, let bytes):
            let count = commands[stream]?.take(bytes) ?? bytes.count
            channel.consumed(count, on: stream)
        case .endOfData(let stream):
            guard let command = commands[stream] else { return }
            command.endInput()
            if command.settings.exitsOnClientEOF { finish(command) }
        case .outputClosed(let stream, let subChannel):
            commands[stream]?.close(subChannel)
            channel.end(subChannel, on: stream)
            forgetIfFinished(stream)
        case .reset(let stream):
            guard let command = commands.removeValue(forKey: stream) else { return }
            if command.isService { command.letGo() } else { command.kill() }
            if let process = command.process { streamsByProcess[process] = nil }
        case .callOpened, .callRefused, .callData, .callEndOfData, .callInputClosed, .callExited, .callReset:
            handleCall(event)
        }
    }

    /// The host that started them has gone, and with it everyone who waits for them.
    private func endCommands() {
        for command in commands.values {
            if command.isService { command.letGo() } else { command.kill() }
        }
        endTools()
        commands.removeAll()
        streamsByProcess.removeAll()
    }

    private func configure(_ configuration: GuestConfiguration, wallClock: UInt64, entropy: [UInt8]) {
        guard !isConfigured else {
            // A host that has forgotten that it did this gets a fresh clock and fresh randomness, and nothing else.
            attempt("set the clock") { () throws(AgentError) in try system.setClock(wallClock) }
            attempt("reseed") { () throws(AgentError) in try system.reseed(entropy) }
            return
        }
        isConfigured = true
        channel.report(.configuring)
        flush()
        do throws(AgentError) {
            let volume = try system.configure(configuration, wallClock: wallClock, entropy: entropy)
            let milliseconds = UInt32(clamping: Clock.monotonicNanoseconds() / 1_000_000)
            channel.report(.ready(volume: volume, bootMilliseconds: milliseconds))
        } catch {
            channel.report(.failed(GuestText("\(error)")))
        }
        // The host waits for this; the console does not.
        flush()
        if !system.configurationTimes.isEmpty { channel.log("configured: \(system.configurationTimes)") }
        console?.offer()
        powerButton?.openLater(Clock.monotonicNanoseconds())
    }

    private func attempt(_ what: String, _ body: () throws(AgentError) -> Void) {
        do throws(AgentError) {
            try body()
        } catch {
            channel.log("\(what): \(error)")
        }
    }

    private func start(_ specification: RunSpecification, on stream: StreamID) {
        do throws(CommandError) {
            // One that is to be copied rehearses commands as well.
            guard isConfigured || isSettled else { throw .notReady }
            let command = try Command.start(specification, on: stream, accounts: accounts)
            commands[stream] = command
            if let process = command.process { streamsByProcess[process] = stream }
            channel.opened(stream)
        } catch {
            channel.refuse(stream, reason: "\(error)")
        }
    }

    /// Sends what a command wrote, as far as credit goes.
    func forward(_ subChannel: SubChannel, of stream: StreamID) {
        guard let command = commands[stream] else { return }
        // What a process writes to is a pipe of ours.
        if command.process != nil, let output = command.output(subChannel) {
            let room = channel.announceableByteCount(subChannel, on: stream)
            if splice(output.descriptor, room: room, announce: { $0.announce($1, of: subChannel, on: stream) }) {
                return
            }
        }
        let room = channel.sendableByteCount(subChannel, on: stream)
        guard room > 0, let bytes = command.read(subChannel, limit: room) else { return }
        if bytes.isEmpty {
            channel.end(subChannel, on: stream)
            // As a rule it has ended as well: one write to the host tells both.
            handleSignals()
            if command.process == nil || command.settings.exitsOnServiceEOF { finish(command) }
            forgetIfFinished(stream)
        } else {
            channel.send(bytes, of: subChannel, on: stream)
        }
    }

    private func isRunning(_ command: Command) -> Bool {
        command.process.map { streamsByProcess[$0] == command.stream } ?? false
    }

    /// A command is forgotten when it has ended and all that it wrote has been sent.
    func forgetIfFinished(_ stream: StreamID) {
        guard let command = commands[stream], !isRunning(command),
            command.output(.standardOutput) == nil, command.output(.standardError) == nil
        else { return }
        commands[stream] = nil
    }
}
