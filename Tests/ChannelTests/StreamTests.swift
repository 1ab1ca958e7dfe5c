import Channel
import Testing

@Suite struct StreamTests {
    @Test func `no more than the window is on its way until it is consumed`() throws {
        var (pair, stream) = try Pair.withStream()
        var sent = 0
        for _ in 0..<100 {
            let room = pair.host.sendableByteCount(stream)
            pair.host.send([UInt8](repeating: 7, count: room)[...], on: stream)
            sent += room
            pair.settle()
        }
        #expect(sent == ChannelLimits.window)
        pair.guest.consumed(ChannelLimits.creditStep - 1, on: stream)
        pair.settle()
        #expect(pair.host.sendableByteCount(stream) == 0)
        pair.guest.consumed(1, on: stream)
        pair.settle()
        #expect(pair.host.sendableByteCount(stream) == min(ChannelLimits.creditStep, ChannelLimits.payload))
    }

    @Test func `each output has a window of its own`() throws {
        var (pair, stream) = try Pair.withStream()
        var sent = 0
        while true {
            let room = pair.guest.sendableByteCount(.standardOutput, on: stream)
            guard room > 0 else { break }
            pair.guest.send([UInt8](repeating: 7, count: room), of: .standardOutput, on: stream)
            sent += room
            pair.settle()
        }
        #expect(sent == ChannelLimits.window)
        #expect(pair.guest.sendableByteCount(.standardError, on: stream) == ChannelLimits.payload)
        pair.host.consumed(sent, of: .standardOutput, on: stream)
        pair.settle()
        #expect(pair.guest.sendableByteCount(.standardOutput, on: stream) == ChannelLimits.payload)
    }

    @Test func `consuming more than came gives no more credit`() throws {
        var (pair, stream) = try Pair.withStream()
        pair.host.consumed(10_000_000, of: .standardOutput, on: stream)
        #expect(pair.host.output.isEmpty)
    }

    @Test func `a stream that broke a rule ends, and the others go on`() throws {
        var (pair, stream) = try Pair.withStream()
        let opened = pair.host.open(.run(try RunSpecification(command: .shell("true"))))
        let other = try #require(opened)
        pair.settle()
        pair.guest.opened(other)
        pair.settle()
        pair.hostEvents = []
        let data = frame(19, flags: 1, stream: stream.rawValue, payload: [UInt8](repeating: 0, count: 65_536))
        for _ in 0...ChannelLimits.window / 65_536 { pair.hostEvents += pair.host.receive(data) }
        let reset = HostEvent.reset(stream, GuestText("protocol violation: more data than credit"))
        #expect(pair.hostEvents.last == reset)
        pair.hostEvents = []
        pair.guest.send([1], of: .standardOutput, on: other)
        pair.settle()
        #expect(pair.hostEvents == [.data(other, .standardOutput, [1])])
    }

    @Test func `data after the end of data ends the stream`() throws {
        var (pair, stream) = try Pair.withStream()
        let end = frame(20, flags: 1, stream: stream.rawValue)
        let data = frame(19, flags: 1, stream: stream.rawValue, payload: [1])
        #expect(
            pair.host.receive(end + data) == [
                .endOfData(stream, .standardOutput),
                .reset(stream, GuestText("protocol violation: data after the end of data")),
            ])
    }

    @Test func `late data of a stream that the host ended is no violation`() throws {
        var (pair, stream) = try Pair.withStream()
        pair.guest.send([1], of: .standardOutput, on: stream)
        pair.host.reset(stream)
        for _ in 0..<200 { #expect(pair.host.receive(frame(20, flags: 1, stream: stream.rawValue)).isEmpty) }
        pair.settle()
        #expect(pair.guestEvents == [.reset(stream)])
        #expect(pair.host.state == .established)
    }

    @Test func `too many violations end the channel`() throws {
        var (pair, _) = try Pair.withStream()
        var events: [HostEvent] = []
        for number: UInt32 in 1_000..<1_100 {
            events += pair.host.receive(frame(21, stream: number, payload: [1, 0, 0, 0]))
        }
        #expect(events == [.failed(.tooManyViolations(last: .unknownStream))])
    }

    @Test func `a guest cannot open a stream`() throws {
        var (pair, _) = try Pair.withStream()
        let events = pair.host.receive(frame(16, stream: 0x8000_0001, payload: [1]))
        #expect(events.isEmpty)
        #expect(!pair.host.output.isEmpty)
        #expect(pair.host.state == .established)
    }

    @Test func `only so many streams are open at once, and a finished one makes room`() throws {
        var pair = Pair()
        pair.settle()
        let specification = try RunSpecification(command: .shell("true"))
        var streams: [StreamID] = []
        while let stream = pair.host.open(.run(specification)) {
            streams.append(stream)
            pair.settle()
            pair.guest.opened(stream)
        }
        #expect(streams.count == ChannelLimits.streams)
        pair.guest.end(.standardOutput, on: streams[3])
        pair.guest.end(.standardError, on: streams[3])
        pair.guest.exited(streams[3], .exited(code: 0))
        pair.settle()
        let next = pair.host.open(.run(specification))
        #expect(next != nil)
    }

    @Test func `an output that nobody reads is closed at the guest`() throws {
        var (pair, stream) = try Pair.withStream()
        pair.host.closeOutput(.standardOutput, of: stream)
        pair.settle()
        #expect(pair.guestEvents == [.outputClosed(stream, .standardOutput)])
        pair.guest.end(.standardOutput, on: stream)
        pair.settle()
        #expect(pair.hostEvents == [.endOfData(stream, .standardOutput)])
    }
}
