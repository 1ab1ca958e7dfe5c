internal import Channel
internal import LinuxIO

extension Broker {
    private static let inputStep = 64 * 1024

    // MARK: - Requests

    /// Handles one packet of the manager.
    func handle(_ packet: [UInt8], _ descriptors: [OwnedDescriptorBox]) {
        let request: BrokerRequest
        do throws(WireError) {
            request = try BrokerRequest(packet: packet)
        } catch {
            manager?.notify(.rejected(id: 0, reason: "\(error)"))
            return
        }
        guard descriptors.count == request.descriptorCount else {
            manager?.notify(
                .rejected(
                    id: 0, reason: "\(descriptors.count) descriptors where \(request.descriptorCount) are expected"))
            return
        }
        switch request {
        case .configure(let configuration):
            guard status.state != .ready, status.state != .configuring else { break }
            self.configuration = configuration
            guest.release(Clock.monotonicNanoseconds())
            sendConfiguration()
        case .run(let id, let specification): start(id, specification, descriptors)
        case .cancel(let id):
            guard let run = runsOfManager[id] else { break }
            guest.channel.reset(run.stream)
            end(run.stream, .failed("cancelled"))
        case .attachConsole:
            guard (try? descriptors[0].descriptor.setNonblocking()) != nil else { break }
            console.attach(descriptors[0])
        case .setClock:
            guest.release(Clock.monotonicNanoseconds())
            setClock()
        case .settle:
            // Whatever it does from now on, it does it with randomness of its own.
            setClock()
            guest.channel.settle()
        case .hold: guest.hold()
        case .powerOff: guest.channel.powerOff()
        case .query:
            manager?.notify(status)
            announceCalls()
        case .serve(let id, let limits, let invocation): serve(id, limits, invocation, descriptors)
        case .connect(let id, let limits): connect(id, limits, descriptors)
        case .refuse(let id, let refusal): refuse(id, refusal)
        case .cut(let id, let reason):
            if let call = calls[id] { cut(call, reason) }
        }
    }

    private func start(_ id: UInt32, _ specification: RunSpecification, _ descriptors: [OwnedDescriptorBox]) {
        let (input, output, error, status) = (descriptors[0], descriptors[1], descriptors[2], descriptors[3])
        guard runsOfManager[id] == nil else { return reject(id, "this run id is in use", status) }
        guard [.ready, .unresponsive, .settled].contains(self.status.state) else {
            return reject(id, "the agent is not ready (\(self.status.state))", status)
        }
        guard runs.count < BrokerControl.runLimit else {
            return reject(id, "\(BrokerControl.runLimit) commands run already", status)
        }
        guard makeReady(input) != nil, let outputKind = makeReady(output), let errorKind = makeReady(error),
            makeReady(status) == .stream
        else { return reject(id, "unsuitable descriptors", status) }
        guard let stream = guest.channel.open(.run(specification)) else {
            return reject(id, "the guest channel takes no more streams", status)
        }
        let run = Run(
            key: nextRunKey, id: id, stream: stream, input: input,
            output: RunOutput(output, isStream: outputKind == .stream),
            error: RunOutput(error, isStream: errorKind == .stream), status: status)
        add(run)
    }

    /// Runs a service for a caller: its data comes and goes by one socket.
    private func serve(
        _ id: UInt32, _ limits: CallLimits, _ invocation: ServiceInvocation, _ descriptors: [OwnedDescriptorBox]
    ) {
        let (data, status) = (descriptors[0], descriptors[1])
        guard runsOfManager[id] == nil else { return reject(id, "this run id is in use", status) }
        guard self.status.state == .ready || self.status.state == .unresponsive else {
            return reject(id, "the agent is not ready (\(self.status.state))", status)
        }
        guard runs.count < BrokerControl.runLimit else {
            return reject(id, "\(BrokerControl.runLimit) commands and services run already", status)
        }
        guard makeReady(data) == .stream, makeReady(status) == .stream else {
            return reject(id, "unsuitable descriptors", status)
        }
        guard let stream = guest.channel.open(.service(invocation)) else {
            return reject(id, "the guest channel takes no more streams", status)
        }
        let run = Run(
            key: nextRunKey, id: id, stream: stream, input: data,
            output: RunOutput(data, isStream: true, isShared: true),
            error: RunOutput(), status: status, limits: limits)
        add(run)
    }

    private func add(_ run: Run) {
        nextRunKey &+= 1
        runs[run.key] = run
        runsOfManager[run.id] = run
        runsByStream[run.stream] = run
    }

    private func reject(_ id: UInt32, _ reason: String, _ status: OwnedDescriptorBox) {
        Run.write(.failed(reason), to: status)
        manager?.notify(.rejected(id: id, reason: reason))
    }

    /// Pipes and sockets must never make the broker wait; files do not, and devices are asked first.
    func makeReady(_ box: OwnedDescriptorBox) -> DescriptorKind? {
        guard let kind = try? DescriptorKind(of: box.number), kind != .other else { return nil }
        if kind == .stream, (try? box.descriptor.setNonblocking()) == nil { return nil }
        return kind
    }

    // MARK: - Streams

    func deliver(_ bytes: [UInt8], _ subChannel: SubChannel, _ stream: StreamID) {
        if let call = callsByStream[stream] { return forward(bytes, of: call) }
        guard let run = runsByStream[stream], let sink = run.sink(subChannel) else {
            guest.channel.consumed(bytes.count, of: subChannel, on: stream)
            return
        }
        run.backwardBytes += UInt64(bytes.count)
        if let violation = run.violation { return breakOff(run, violation) }
        let hadReader = sink.descriptor != nil
        let count = sink.take(bytes)
        guest.channel.consumed(count, of: subChannel, on: stream)
        if hadReader, sink.descriptor == nil { guest.channel.closeOutput(subChannel, of: stream) }
    }

    func handleInput(_ key: UInt32) {
        guard let run = runs[key], let input = run.input else { return }
        let room = min(guest.channel.sendableByteCount(run.stream), Self.inputStep)
        guard room > 0 else { return }
        switch Transfer.read(input, limit: room) {
        case .bytes(let bytes):
            run.forwardBytes += UInt64(bytes.count)
            if let violation = run.violation { return breakOff(run, violation) }
            guest.channel.send(bytes[...], on: run.stream)
        case .nothing: break
        case .ended:
            run.input = nil
            guest.channel.endInput(of: run.stream)
        }
    }

    func handleOutput(_ key: UInt32, _ subChannel: SubChannel, _ came: Poller.Interest) {
        guard let run = runs[key], let sink = run.sink(subChannel), sink.descriptor != nil else { return }
        let wasEnded = sink.isDrained
        if came.contains(.failed) || (came.contains(.hungUp) && !came.contains(.writable)) {
            guest.channel.consumed(sink.discard(), of: subChannel, on: run.stream)
        } else {
            guest.channel.consumed(sink.flush(), of: subChannel, on: run.stream)
        }
        if !wasEnded, sink.descriptor == nil, !sink.isDrained {
            guest.channel.closeOutput(subChannel, of: run.stream)
        }
        finishIfComplete(run)
    }

    private func breakOff(_ run: Run, _ reason: String) {
        guest.channel.reset(run.stream)
        end(run.stream, .failed(reason))
    }

    /// Nobody waits for the command any more: it is killed; a service loses its input and output.
    func handleStatusReader(_ key: UInt32, _ came: Poller.Interest) {
        guard let run = runs[key], !came.isDisjoint(with: [.failed, .hungUp]) else { return }
        guest.channel.reset(run.stream)
        end(run.stream, .failed("nobody waits for it"))
    }

    func finishIfComplete(_ run: Run) {
        guard run.isFinished, let exitStatus = run.exitStatus else { return }
        end(run.stream, RunOutcome(exitStatus))
    }

    func end(_ stream: StreamID, _ outcome: RunOutcome) {
        guard let run = runsByStream.removeValue(forKey: stream) else { return }
        runs[run.key] = nil
        if runsOfManager[run.id] === run { runsOfManager[run.id] = nil }
        run.finish(outcome)
    }

    func endAll(_ reason: String) {
        for stream in Array(runsByStream.keys) { end(stream, .failed(reason)) }
        endCalls(reason)
    }
}
