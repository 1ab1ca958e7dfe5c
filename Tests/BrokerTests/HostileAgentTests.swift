import Channel
import LinuxIO
import Testing

/// The test plays an agent that does its worst, against the real broker process.
@Suite(.serialized) struct HostileAgentTests {
    /// Answers the hello as an honest agent, and reports ready.
    private func shakeHands(_ end: Fixture.Held, _ manager: TestManager) throws {
        var channel = GuestChannel()
        try end.descriptor.setNonblocking()
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while manager.status.state != .ready, Clock.monotonicNanoseconds() < deadline {
            if let bytes = try end.descriptor.read(limit: 65_536) {
                for event in channel.receive(bytes) where event == .sessionStarted {
                    channel.report(.ready(volume: .none, bootMilliseconds: 1))
                }
            }
            let count = try end.descriptor.write(channel.output.prefix(65_536))
            channel.written(count)
            _ = try manager.receive(milliseconds: 5)
        }
        try manager.awaitState(.ready, seconds: 1)
    }

    /// Writes without caring whether anyone reads; false when the broker takes no more.
    private func flood(
        _ end: Fixture.Held, _ bytes: [UInt8], discarding: Bool = true, patienceMilliseconds: Int = 100
    ) throws -> Bool {
        var rest = bytes[...]
        var patience = patienceMilliseconds
        while !rest.isEmpty, patience > 0 {
            if discarding { _ = try end.descriptor.read(limit: 65_536) }
            let count = try end.descriptor.write(rest)
            rest = rest.dropFirst(count)
            if count == 0 {
                patience -= 1
                Clock.sleep(milliseconds: 1)
            }
        }
        return rest.isEmpty
    }

    private func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ length: UInt32, _ payload: [UInt8]) -> [UInt8]
    {
        var bytes: [UInt8] = [0xB7, type, flags, 0]
        for value in [stream, length] {
            for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        return bytes + payload
    }

    /// The broker still serves its manager, and is no bigger than it may be.
    private func expectAlive(_ fixture: Fixture, _ manager: TestManager, belowKiB limit: Int) throws {
        try manager.send(.query)
        let before = manager.notices.count
        while manager.notices.count == before {
            guard try manager.receive(milliseconds: 5_000) else { throw FixtureError.timeout("an answer") }
        }
        #expect(fixture.brokerMemoryKiB < limit, "\(fixture.brokerMemoryKiB) KiB")
        #expect(fixture.brokerMemoryKiB > 0)
    }

    private static let memoryLimitKiB = 40_000

    @Test func `random bytes instead of an answer fail the channel`() throws {
        let fixture = try Fixture(startsAgent: false)
        let manager = try fixture.connect()
        let end = try fixture.agentEnd
        try end.descriptor.setNonblocking()
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<40 {
            let junk = (0..<65_536).map { _ -> UInt8 in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return UInt8(truncatingIfNeeded: state)
            }
            guard try flood(end, junk) else { break }
        }
        try manager.awaitState(.failed)
        #expect(manager.status.detail.hasPrefix("channel: no answer to the hello"))
        try expectAlive(fixture, manager, belowKiB: Self.memoryLimitKiB)
    }

    /// Rounds of broken frames until `seconds` are over; each round has a broker of its own, as a channel fails once.
    @Test func `broken frames end the channel and nothing else`() throws {
        let fixture = try Fixture(startsAgent: false)
        let seconds = UInt64(CurrentProcess.environment("BULKHEAD_HOSTILE_SECONDS") ?? "") ?? 5
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        var generator = SystemRandomNumberGenerator()
        var rounds = 0
        while Clock.monotonicNanoseconds() < deadline {
            let manager = try fixture.connect()
            try shakeHands(try fixture.agentEnd, manager)
            var blob: [UInt8] = []
            for _ in 0..<200 {
                let size = Int.random(in: 0...(Bool.random(using: &generator) ? 40 : 3_000), using: &generator)
                let isOversized = Int.random(in: 0..<20, using: &generator) == 0
                let payload = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
                blob += frame(
                    UInt8.random(in: 0...24, using: &generator), UInt8.random(in: 0...3, using: &generator),
                    UInt32.random(in: 0...3, using: &generator), isOversized ? .max : UInt32(size), payload)
            }
            _ = try flood(try fixture.agentEnd, blob)
            try manager.awaitState(.failed, seconds: 5)
            #expect(manager.status.detail.hasPrefix("channel: "))
            try expectAlive(fixture, manager, belowKiB: Self.memoryLimitKiB)
            try fixture.killBroker()
            while let rest = try fixture.agentEnd.descriptor.read(limit: 65_536), !rest.isEmpty {}
            try fixture.startBroker()
            rounds += 1
        }
        #expect(rounds >= 3)
    }

    @Test func `a flood of well-formed frames is carried without growth`() throws {
        let fixture = try Fixture(startsAgent: false)
        let manager = try fixture.connect()
        let end = try fixture.agentEnd
        try shakeHands(end, manager)
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000)
        let log = frame(11, 0, 0, UInt32(line.count + 2), [UInt8(line.count & 255), UInt8(line.count >> 8)] + line)
        let report = frame(7, 0, 0, 6, [2, 0, 1, 0, 0, 0])
        let batch = Array(repeatElement(log + report, count: 64).joined())
        for _ in 0..<20 { #expect(try flood(end, batch, patienceMilliseconds: 30_000)) }
        let before = fixture.brokerMemoryKiB
        for _ in 0..<400 { #expect(try flood(end, batch, patienceMilliseconds: 30_000)) }
        #expect(fixture.brokerMemoryKiB - before < 2_000)
        while try manager.receive(milliseconds: 50) {}
        try expectAlive(fixture, manager, belowKiB: Self.memoryLimitKiB)
        // It answers no heartbeat, which is noticed where all this takes its time.
        #expect([.ready, .unresponsive].contains(manager.status.state))
    }

    @Test func `data beyond the credit ends the command and is not kept`() throws {
        let fixture = try Fixture(startsAgent: false)
        let manager = try fixture.connect()
        let end = try fixture.agentEnd
        try shakeHands(end, manager)
        let run = try manager.start(RunSpecification(command: .shell("x")))
        Clock.sleep(milliseconds: 50)
        let data = frame(19, 1, 1, 65_536, [UInt8](repeating: 0, count: 65_536))
        _ = try flood(end, frame(17, 0, 1, 0, []))
        for _ in 0..<200 { _ = try flood(end, data) }
        let result = try run.finish()
        #expect(result.outcome == .failed("ended: protocol violation: more data than credit"))
        #expect(result.output.count <= ChannelLimits.window)
        try expectAlive(fixture, manager, belowKiB: Self.memoryLimitKiB)
    }

    @Test func `an agent that never reads cannot fill the broker`() throws {
        let fixture = try Fixture(startsAgent: false)
        let manager = try fixture.connect()
        let end = try fixture.agentEnd
        try shakeHands(end, manager)
        let runs = try (0..<8).map { _ in try manager.start(RunSpecification(command: .shell("x"))) }
        Clock.sleep(milliseconds: 50)
        for stream in 1...8 { _ = try flood(end, frame(17, 0, UInt32(stream), 0, []), discarding: false) }
        for run in runs {
            try run.input?.descriptor.setNonblocking()
            for _ in 0..<40 {
                _ = try run.input?.descriptor.write([UInt8](repeating: 0, count: 65_536)[...])
                Clock.sleep(milliseconds: 1)
            }
        }
        try expectAlive(fixture, manager, belowKiB: Self.memoryLimitKiB)
    }
}
