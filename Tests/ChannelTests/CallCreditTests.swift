import Channel
import Testing

/// Back-pressure of calls, both ways.
@Suite struct CallCreditTests {
    private func fillForward(_ pair: inout Pair, _ call: StreamID) -> Int {
        var sent = 0
        while true {
            let room = pair.guest.sendableByteCount(ofCall: call)
            guard room > 0 else { return sent }
            pair.guest.send([UInt8](repeating: 1, count: room), onCall: call)
            sent += room
            pair.settle()
        }
    }

    private func fillBackward(_ pair: inout Pair, _ call: StreamID) -> Int {
        var sent = 0
        while true {
            let room = pair.host.sendableByteCount(call)
            guard room > 0 else { return sent }
            pair.answer([UInt8](repeating: 2, count: room), on: call)
            sent += room
            pair.settle()
        }
    }

    @Test func `each way has a window of its own, and takes no more before somebody reads`() throws {
        var (pair, call) = try Pair.withCall()
        #expect(fillForward(&pair, call) == ChannelLimits.window)
        #expect(fillBackward(&pair, call) == ChannelLimits.window)

        pair.host.consumed(ChannelLimits.creditStep - 1, of: .standardInput, on: call)
        pair.guest.consumed(ChannelLimits.creditStep - 1, onCall: call)
        pair.settle()
        #expect(pair.guest.sendableByteCount(ofCall: call) == 0 && pair.host.sendableByteCount(call) == 0)
        pair.host.consumed(1, of: .standardInput, on: call)
        pair.guest.consumed(1, onCall: call)
        pair.settle()
        #expect(fillForward(&pair, call) == ChannelLimits.creditStep)
        #expect(fillBackward(&pair, call) == ChannelLimits.creditStep)
    }

    @Test func `a call that nobody reads holds up no other`() throws {
        var (pair, slow) = try Pair.withCall()
        _ = fillForward(&pair, slow)
        _ = fillBackward(&pair, slow)
        let other = try pair.openCall()
        pair.host.accept(other)
        pair.settle()
        #expect(fillForward(&pair, other) == ChannelLimits.window)
        #expect(fillBackward(&pair, other) == ChannelLimits.window)
    }

    @Test func `saying that more was read than came gives no more credit`() throws {
        var (pair, call) = try Pair.withCall()
        pair.host.consumed(10_000_000, of: .standardInput, on: call)
        pair.guest.consumed(10_000_000, onCall: call)
        #expect(pair.host.output.isEmpty && pair.guest.output.isEmpty)
        #expect(fillForward(&pair, call) == ChannelLimits.window)
        #expect(fillBackward(&pair, call) == ChannelLimits.window)
    }

    @Test func `what a guest sends beyond its credit ends its call`() throws {
        var (pair, call) = try Pair.withCall()
        #expect(fillForward(&pair, call) == ChannelLimits.window)
        pair.forgetEvents()
        pair.hostEvents = pair.host.receive(frame(19, stream: call.rawValue, payload: [1]))
        #expect(pair.hostEvents == [.reset(call, GuestText("protocol violation: more data than credit"))])
        pair.settle()
        #expect(pair.guestEvents == [.callReset(call, GuestText("protocol violation: more data than credit"))])
        #expect(pair.host.state == .established)
    }

    @Test func `credit beyond the window ends the call`() throws {
        for count: [UInt8] in [[1, 0, 0, 0], [255, 255, 255, 255]] {
            var (pair, call) = try Pair.withCall()
            let events = pair.host.receive(frame(21, flags: 1, stream: call.rawValue, payload: count))
            #expect(events == [.reset(call, GuestText("protocol violation: more credit than the window"))])
        }
    }

    @Test func `credit is withheld from a guest that does not read, and given once it does`() throws {
        var (pair, call) = try Pair.withCall()
        let other = try pair.openCall()
        pair.host.accept(other)
        pair.settle()
        #expect(fillForward(&pair, other) == ChannelLimits.window)
        // The host's output fills up.
        while pair.host.sendableByteCount(call) > 0 {
            pair.answer([UInt8](repeating: 1, count: pair.host.sendableByteCount(call)), on: call)
        }
        let full = pair.host.output.count
        pair.host.consumed(ChannelLimits.window, of: .standardInput, on: other)
        #expect(pair.host.output.count == full)
        pair.settle()
        #expect(pair.guest.sendableByteCount(ofCall: other) == ChannelLimits.payload)
    }
}
