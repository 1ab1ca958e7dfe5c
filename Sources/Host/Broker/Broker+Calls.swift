internal import Channel
internal import Flows
internal import LinuxIO

/// Calls that the guest makes.
extension Broker {
    /// How long a call waits for a manager when there is none.
    private static let managerPatienceNanoseconds: UInt64 = 10_000_000_000
    /// How long the manager is not told again of calls that were refused for their number.
    private static let dropNoticeNanoseconds: UInt64 = 1_000_000_000

    /// The guest wants to make a call: the manager is asked, unless there are too many.
    func ask(_ request: CallRequest, on stream: StreamID) {
        let now = Clock.monotonicNanoseconds()
        // A guest could fill the memory with what a manager that does not read is still to be told.
        guard manager?.isBehind != true, callBudget.take(nowNanoseconds: now) else {
            droppedCalls &+= 1
            guest.channel.refuse(stream, .tooMany)
            return
        }
        nextCallID &+= 1
        let call = Call(id: nextCallID, stream: stream, request: request, nowNanoseconds: now)
        calls[call.id] = call
        callsByStream[stream] = call
        manager?.require(.call(id: call.id, request))
    }

    /// Tells a new manager of the calls that it does not know.
    func announceCalls() {
        for call in calls.values.sorted(by: { $0.id < $1.id }) {
            manager?.require(
                call.isConnected ? .calling(id: call.id, call.request) : .call(id: call.id, call.request))
        }
    }

    func refuse(_ id: UInt32, _ refusal: CallRefusal) {
        guard let call = calls[id], !call.isConnected else { return }
        guest.channel.refuse(call.stream, refusal)
        forget(call)
    }

    func connect(_ id: UInt32, _ limits: CallLimits, _ descriptors: [OwnedDescriptorBox]) {
        // A guest that gave up meanwhile is no error: closing the descriptors tells the other side.
        guard let call = calls[id], !call.isConnected else { return }
        guard makeReady(descriptors[0]) == .stream, makeReady(descriptors[1]) == .stream else {
            return cut(call, "unsuitable descriptors")
        }
        call.connect(descriptors[0], status: descriptors[1], limits: limits)
        guest.channel.accept(call.stream)
    }

    /// Ends a call from the host's side.
    func cut(_ call: Call, _ reason: String) {
        if call.isConnected {
            guest.channel.reset(call: call.stream, reason: reason)
            finish(call, .failed(reason))
        } else {
            guest.channel.refuse(call.stream, .failed)
            forget(call)
        }
    }

    /// The guest gave the call up, or broke a rule in it.
    func callerEnded(_ call: Call, _ reason: String) {
        finish(call, .failed(reason))
    }

    private func finish(_ call: Call, _ outcome: RunOutcome) {
        call.close()
        manager?.require(.callEnded(id: call.id, call.summary(outcome)))
        forget(call)
    }

    private func forget(_ call: Call) {
        calls[call.id] = nil
        callsByStream[call.stream] = nil
    }

    // MARK: - Data

    func prepare(_ call: Call, _ polls: inout PollSet) {
        if let sink = call.sink, let descriptor = sink.descriptor {
            polls.add(.callOutput(call.id), descriptor.number, sink.wantsToWrite ? .writable : [])
        }
        if let input = call.input, guest.channel.sendableByteCount(call.stream) > 0 {
            polls.add(.callInput(call.id), input.number, .readable)
        }
        if let status = call.status { polls.add(.callStatus(call.id), status.number, .readable) }
    }

    /// What the guest sends to the service.
    func forward(_ bytes: [UInt8], of call: Call) {
        guard let sink = call.sink, sink.descriptor != nil else {
            guest.channel.consumed(bytes.count, of: .standardInput, on: call.stream)
            return
        }
        call.forwardBytes += UInt64(bytes.count)
        if let violation = call.violation { return cut(call, violation) }
        guest.channel.consumed(sink.take(bytes), of: .standardInput, on: call.stream)
        if sink.descriptor == nil { guest.channel.closeInput(ofCall: call.stream) }
    }

    func handleCallOutput(_ id: UInt32, _ came: Poller.Interest) {
        guard let call = calls[id], let sink = call.sink, sink.descriptor != nil else { return }
        let wasEnded = sink.isDrained
        let isGone = came.contains(.failed) || (came.contains(.hungUp) && !came.contains(.writable))
        guest.channel.consumed(isGone ? sink.discard() : sink.flush(), of: .standardInput, on: call.stream)
        if !wasEnded, sink.descriptor == nil, !sink.isDrained { guest.channel.closeInput(ofCall: call.stream) }
    }

    /// What the service sends to the guest.
    func handleCallInput(_ id: UInt32) {
        guard let call = calls[id], let input = call.input else { return }
        let room = guest.channel.sendableByteCount(call.stream)
        guard room > 0 else { return }
        switch Transfer.read(input, limit: room) {
        case .bytes(let bytes):
            call.backwardBytes += UInt64(bytes.count)
            if let violation = call.violation { return cut(call, violation) }
            guest.channel.send(bytes[...], on: call.stream)
        case .nothing: break
        case .ended:
            call.endInput()
            guest.channel.endInput(of: call.stream)
            finishIfComplete(call)
        }
    }

    func handleCallStatus(_ id: UInt32) {
        guard let call = calls[id], call.status != nil else { return }
        call.readStatus()
        switch call.outcome {
        case .exited(let code): guest.channel.exited(call.stream, .exited(code: code))
        case .signalled(let number): guest.channel.exited(call.stream, .signalled(number: number))
        case .failed(let reason): return cut(call, reason)
        case nil: return
        }
        finishIfComplete(call)
    }

    func finishIfComplete(_ call: Call) {
        guard call.isFinished, let outcome = call.outcome else { return }
        finish(call, outcome)
    }

    // MARK: - The clock

    /// Refuses calls that nobody can decide, and says how many were refused for their number.
    func tickCalls() {
        droppedCalls &+= guest.channel.takeRefusedCallCount()
        let now = Clock.monotonicNanoseconds()
        if droppedCalls > 0, now >= nextDropNoticeNanoseconds, manager?.notify(.callsDropped(droppedCalls)) == true {
            droppedCalls = 0
            nextDropNoticeNanoseconds = now + Self.dropNoticeNanoseconds
        }
        guard manager == nil, !calls.isEmpty else { return }
        for call in calls.values
        where !call.isConnected && now - call.startedAtNanoseconds > Self.managerPatienceNanoseconds {
            refuse(call.id, .failed)
        }
    }

    /// The guest or its channel is gone.
    func endCalls(_ reason: String) {
        for call in Array(calls.values) { finish(call, .failed(reason)) }
    }
}
