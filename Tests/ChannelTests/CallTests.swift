import Channel
import Testing

/// Streams that a guest opens to make calls, with both ends as they are meant to be.
@Suite struct CallTests {
    @Test func `a call goes from the first word to the exit status`() throws {
        var pair = Pair()
        pair.settle()
        pair.forgetEvents()
        let request = try CallRequest(serviceAndArgument: "qubes.Gpg+--sign", target: "vault")
        let asked = pair.guest.call(request)
        let call = try #require(asked)
        #expect(call.isGuests)
        #expect(pair.guest.sendableByteCount(ofCall: call) == 0)
        pair.settle()
        #expect(pair.hostEvents == [.called(call, request)])
        #expect(pair.host.sendableByteCount(call) == 0)

        pair.host.accept(call)
        pair.settle()
        pair.guest.send([1, 2], onCall: call)
        pair.guest.endInput(ofCall: call)
        pair.answer([3], on: call)
        pair.host.endInput(of: call)
        pair.host.exited(call, .exited(code: 7))
        pair.settle()
        #expect(
            pair.hostEvents.dropFirst() == [.data(call, .standardInput, [1, 2]), .endOfData(call, .standardInput)])
        #expect(
            pair.guestEvents == [
                .callOpened(call), .callData(call, [3]), .callEndOfData(call), .callExited(call, .exited(code: 7)),
            ])
        // It is over at both ends: whatever is said of it now is said to nobody.
        pair.forgetEvents()
        pair.answer([4], on: call)
        pair.host.exited(call, .exited(code: 8))
        pair.guest.abandon(call)
        pair.guest.send([5], onCall: call)
        pair.settle()
        #expect(pair.hostEvents.isEmpty)
        #expect(pair.guestEvents.isEmpty)
    }

    @Test(arguments: [Channel.ExitStatus.exited(code: 0), .exited(code: 255), .signalled(number: 9)])
    func `every exit status arrives, whether it comes before the data's end or after it`(status: Channel.ExitStatus)
        throws
    {
        for statusIsFirst in [true, false] {
            var (pair, call) = try Pair.withCall()
            if statusIsFirst { pair.host.exited(call, status) }
            pair.settle()
            pair.answer([1], on: call)
            pair.host.endInput(of: call)
            if !statusIsFirst { pair.host.exited(call, status) }
            pair.settle()
            let data: [GuestEvent] = [.callData(call, [1]), .callEndOfData(call)]
            let exit = GuestEvent.callExited(call, status)
            #expect(pair.guestEvents == (statusIsFirst ? [exit] + data : data + [exit]))
            // The caller had not closed its half: its agent did, so that the host can forget the call.
            #expect(pair.hostEvents == [.endOfData(call, .standardInput)])
        }
    }

    @Test func `the end of one half leaves the other open`() throws {
        var (pair, call) = try Pair.withCall()
        pair.guest.endInput(ofCall: call)
        pair.settle()
        pair.answer([1], on: call)
        pair.settle()
        #expect(pair.guestEvents == [.callData(call, [1])])

        (pair, call) = try Pair.withCall()
        pair.host.endInput(of: call)
        pair.settle()
        pair.guest.send([2], onCall: call)
        pair.settle()
        #expect(pair.guestEvents == [.callEndOfData(call)])
        #expect(pair.hostEvents == [.data(call, .standardInput, [2])])
        #expect(pair.host.sendableByteCount(call) == 0)
    }

    @Test func `each end can say that it reads no more`() throws {
        var (pair, call) = try Pair.withCall()
        pair.guest.closeOutput(ofCall: call)
        pair.host.closeInput(ofCall: call)
        pair.settle()
        #expect(pair.hostEvents == [.callOutputClosed(call)])
        #expect(pair.guestEvents == [.callInputClosed(call)])
        // What is on its way still comes, up to its end.
        pair.guest.send([1], onCall: call)
        pair.guest.endInput(ofCall: call)
        pair.answer([2], on: call)
        pair.host.endInput(of: call)
        pair.settle()
        #expect(pair.hostEvents.suffix(2) == [.data(call, .standardInput, [1]), .endOfData(call, .standardInput)])
        #expect(pair.guestEvents.suffix(2) == [.callData(call, [2]), .callEndOfData(call)])
        pair.forgetEvents()
        pair.guest.closeOutput(ofCall: call)
        pair.host.closeInput(ofCall: call)
        pair.settle()
        #expect(pair.hostEvents.isEmpty && pair.guestEvents.isEmpty)
    }

    @Test(arguments: CallRefusal.allCases)
    func `a refusal says why in words, and ends the call`(refusal: CallRefusal) throws {
        var pair = Pair()
        pair.settle()
        let call = try pair.openCall()
        pair.forgetEvents()
        pair.host.refuse(call, refusal)
        pair.host.accept(call)
        pair.settle()
        #expect(pair.guestEvents == [.callRefused(call, GuestText(refusal.description))])
        #expect(pair.guest.sendableByteCount(ofCall: call) == 0)
        #expect(pair.host.sendableByteCount(call) == 0)
    }

    @Test func `a call that is allowed cannot be refused any more`() throws {
        var (pair, call) = try Pair.withCall()
        pair.host.refuse(call, .denied)
        pair.host.accept(call)
        pair.settle()
        #expect(pair.guestEvents.isEmpty)
        #expect(pair.guest.sendableByteCount(ofCall: call) == ChannelLimits.payload)
    }

    /// Where a call can be when one of the ends gives it up.
    enum Moment: CaseIterable {
        case asked, allowed, inputEnded, outputEnded, exited
    }

    @Test(arguments: Moment.allCases)
    func `either end can give a call up at any moment`(moment: Moment) throws {
        for isHost in [true, false] {
            var pair = Pair()
            pair.settle()
            let call = try pair.openCall()
            if moment != .asked { pair.host.accept(call) }
            pair.settle()
            switch moment {
            case .asked, .allowed: break
            case .inputEnded: pair.guest.endInput(ofCall: call)
            case .outputEnded: pair.host.endInput(of: call)
            case .exited: pair.host.exited(call, .exited(code: 0))
            }
            pair.settle()
            pair.forgetEvents()
            if isHost { pair.host.reset(call: call, reason: "why") } else { pair.guest.abandon(call) }
            // Said before the other end has heard of it.
            pair.guest.endInput(ofCall: call)
            pair.host.endInput(of: call)
            pair.settle()
            if isHost {
                #expect(pair.guestEvents == [.callReset(call, GuestText("why"))])
            } else {
                #expect(pair.hostEvents.last == .reset(call, GuestText("")))
            }
            #expect(pair.host.state == .established)
            // Nobody remembers it, and the next one works.
            let next = try pair.openCall()
            #expect(next != call)
            #expect(pair.host.sendableByteCount(call) == 0 && pair.guest.sendableByteCount(ofCall: call) == 0)
        }
    }

    @Test func `only so many calls are open at once, and one that is over makes room`() throws {
        var pair = Pair()
        pair.settle()
        let request = try CallRequest(serviceAndArgument: "a", target: "b")
        var calls: [StreamID] = []
        while let call = pair.guest.call(request) { calls.append(call) }
        #expect(calls.count == ChannelLimits.calls)
        #expect(Set(calls).count == calls.count)
        pair.settle()
        pair.host.refuse(calls[5], .denied)
        pair.host.accept(calls[6])
        pair.host.endInput(of: calls[6])
        pair.host.exited(calls[6], .exited(code: 0))
        pair.guest.abandon(calls[7])
        pair.settle()
        pair.forgetEvents()
        let more = (0..<4).compactMap { _ in pair.guest.call(request) }
        #expect(more.count == 3)
        pair.settle()
        #expect(pair.hostEvents == more.map { .called($0, request) })
    }

    @Test func `nobody is called while no host listens`() throws {
        var guest = GuestChannel()
        #expect(guest.call(try CallRequest(serviceAndArgument: "a", target: "b")) == nil)
        #expect(guest.output.isEmpty)
    }

    @Test func `a new session in mid-call ends the call, and its numbers begin anew`() throws {
        var (pair, call) = try Pair.withCall()
        pair.guest.send([UInt8](repeating: 1, count: 30_000), onCall: call)
        pair.answer([UInt8](repeating: 2, count: 30_000), on: call)
        // The broker dies with half a frame written and half a frame read.
        _ = pair.guest.receive(Array(pair.host.output.prefix(10_000)))
        _ = pair.host.receive(Array(pair.guest.output.prefix(10_000)))
        pair.guest.written(10_000)
        pair.host = HostChannel(nonce: Pair.nonce(2))
        pair.settle()
        pair.host.repeatHello()
        pair.settle()
        #expect(pair.host.state == .established)
        #expect(pair.guestEvents.contains(.sessionStarted))
        #expect(pair.guest.sendableByteCount(ofCall: call) == 0)
        pair.forgetEvents()
        #expect(try pair.openCall() == call)
        #expect(pair.hostEvents.count == 1)
        pair.host.accept(call)
        pair.settle()
        pair.guest.send([3], onCall: call)
        pair.settle()
        #expect(pair.hostEvents.last == .data(call, .standardInput, [3]))
    }

    @Test(arguments: [1, 7, 12, 13, 64])
    func `a call is the same however its bytes arrive`(chunk: Int) throws {
        func conversation(_ chunk: Int) throws -> Pair {
            var (pair, call) = try Pair.withCall()
            pair.guest.send([UInt8](repeating: 9, count: 300), onCall: call)
            pair.guest.endInput(ofCall: call)
            pair.settle(chunk: chunk)
            pair.answer([UInt8](repeating: 8, count: 300), on: call)
            pair.host.endInput(of: call)
            pair.host.exited(call, .signalled(number: 15))
            pair.settle(chunk: chunk)
            return pair
        }
        let (whole, pieces) = (try conversation(1 << 20), try conversation(chunk))
        #expect(whole.hostEvents.count == 2 && whole.guestEvents.count == 3)
        #expect(pieces.hostEvents == whole.hostEvents)
        #expect(pieces.guestEvents == whole.guestEvents)
    }
}
