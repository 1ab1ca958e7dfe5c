import Channel
import Testing

@Suite struct SessionTests {
    @Test func `a hello is answered and the report follows`() {
        var pair = Pair()
        pair.settle()
        #expect(pair.hostEvents == [.established, .report(.waiting)])
        #expect(pair.guestEvents == [.sessionStarted])
        #expect(pair.host.extensionNames == [GuestText("run")])
    }

    @Test(arguments: [1, 3, 7, 12, 13, 64, 1000])
    func `events are the same however the bytes arrive`(chunk: Int) throws {
        let whole = try conversation(chunk: 1 << 20)
        let pieces = try conversation(chunk: chunk)
        #expect(pieces.hostEvents == whole.hostEvents)
        #expect(pieces.guestEvents == whole.guestEvents)
        #expect(whole.guestEvents.count == 5)
        #expect(whole.hostEvents.count == 10)
    }

    private func conversation(chunk: Int) throws -> Pair {
        var pair = Pair()
        pair.settle(chunk: chunk)
        let configuration = try GuestConfiguration(
            hostName: "work", machineName: "work", machineID: Pair.nonce(9), volume: .existing,
            settings: [GuestSetting(key: "role", value: "net")])
        pair.host.configure(
            configuration, wallClock: 12, entropy: [UInt8](repeating: 5, count: ChannelLimits.entropy))
        pair.host.ping()
        pair.settle(chunk: chunk)
        pair.guest.report(.ready(volume: .formatted, bootMilliseconds: 77))
        pair.guest.log("hello")
        let specification = try RunSpecification(
            command: .arguments(["cat", "-n"]), user: "root", environment: ["A=b"], directory: "/tmp")
        let opened = pair.host.open(.run(specification))
        let stream = try #require(opened)
        pair.settle(chunk: chunk)
        pair.guest.opened(stream)
        pair.settle(chunk: chunk)
        pair.host.send([1, 2, 3][...], on: stream)
        pair.host.endInput(of: stream)
        pair.settle(chunk: chunk)
        pair.guest.send([4, 5], of: .standardError, on: stream)
        pair.guest.end(.standardError, on: stream)
        pair.guest.exited(stream, .signalled(number: 9))
        pair.guest.end(.standardOutput, on: stream)
        pair.settle(chunk: chunk)
        return pair
    }

    @Test func `a new host finds its answer behind the remains of the old session`() throws {
        var (pair, stream) = try Pair.withStream()
        pair.guest.send([UInt8](repeating: 0xB7, count: 50_000), of: .standardOutput, on: stream)
        // The old broker dies after it has read and written half a frame.
        var successor = HostChannel(nonce: Pair.nonce(2))
        #expect(successor.receive(Array(pair.guest.output.prefix(20_000))).isEmpty)
        pair.guest.written(20_000)
        pair.host.send([UInt8](repeating: 0, count: 1_000)[...], on: stream)
        _ = pair.guest.receive(Array(pair.host.output.prefix(500)))

        // The first hello is swallowed as payload; the padded one gets through.
        var events = exchange(&successor, &pair.guest)
        #expect(!events.contains(.established))
        successor.repeatHello()
        events = exchange(&successor, &pair.guest)
        #expect(events == [.established, .report(.waiting)])
        #expect(pair.guest.output.isEmpty)
    }

    @Test(arguments: 0..<40)
    func `a new host takes over wherever the old one stopped`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 1)
        var (pair, stream) = try Pair.withStream()
        for _ in 0..<4 {
            let count = Int.random(in: 1...9_000, using: &generator)
            pair.guest.send(generator.bytes(count), of: .standardOutput, on: stream)
            pair.host.send(generator.bytes(count)[...], on: stream)
        }
        let down = Int.random(in: 0...pair.host.output.count, using: &generator)
        _ = pair.guest.receive(Array(pair.host.output.prefix(down)))
        pair.guest.written(Int.random(in: 0...pair.guest.output.count, using: &generator))
        var successor = HostChannel(nonce: Pair.nonce(2))
        var events = exchange(&successor, &pair.guest)
        successor.repeatHello()
        events += exchange(&successor, &pair.guest)
        #expect(events.first == .established)
        #expect(successor.state == .established)
    }

    @Test func `a repeated hello is answered again, once per hello`() {
        var pair = Pair()
        let hello = Array(pair.host.output.prefix(1_000))
        pair.settle()
        pair.host.repeatHello()
        #expect(pair.host.output.isEmpty)
        #expect(pair.guest.receive(hello).isEmpty)
        pair.settle()
        #expect(pair.host.state == .failed(.unexpectedReply))
    }

    @Test func `a guest that never answers is given up after a bounded search`() {
        var host = HostChannel(nonce: Pair.nonce(1))
        var generator = SeededGenerator(seed: 4)
        let junk = generator.bytes(65_536)
        var events: [HostEvent] = []
        for _ in 0..<20 { events += host.receive(junk) }
        #expect(events == [.failed(.noReply)])
        #expect(host.bufferedByteCount < 200_000)
    }

    private func exchange(_ host: inout HostChannel, _ guest: inout GuestChannel) -> [HostEvent] {
        var events: [HostEvent] = []
        while !host.output.isEmpty || !guest.output.isEmpty {
            let down = Array(host.output.prefix(5_000))
            host.written(down.count)
            _ = guest.receive(down)
            let up = Array(guest.output.prefix(5_000))
            guest.written(up.count)
            events += host.receive(up)
        }
        return events
    }
}
