import Channel
import LinuxIO
import TestSupport
import Testing

/// The test plays an agent that makes calls as fast as it can.
@Suite(.serialized) struct CallFloodTests {
    private static let first = StreamID.firstOfGuest

    private func dropped(_ manager: TestManager) -> UInt32 {
        manager.notices.reduce(0) { sum, notice in
            if case .callsDropped(let count) = notice { sum + count } else { sum }
        }
    }

    private func asked(_ manager: TestManager) -> Int {
        manager.notices.count { if case .call = $0 { true } else { false } }
    }

    @Test func `calls beyond the burst are refused, and their number is told`() throws {
        let fixture = try Fixture(startsAgent: false, brokerOptions: ["--calls-per-second", "1", "--call-burst", "5"])
        let manager = try fixture.connect()
        let agent = try PlayedAgent(fixture, manager)
        let request = try CallRequest(serviceAndArgument: "s", target: "t")
        let calls = (0..<40).compactMap { _ in agent.channel.call(request) }
        #expect(calls.count == 40)
        let started = Clock.monotonicNanoseconds()
        _ = try agent.await("the last refusal") { event in
            if case .callRefused(calls[39], let reason) = event { reason } else { nil }
        }
        let refused = agent.events.count {
            if case .callRefused(_, GuestText(CallRefusal.tooMany.description)) = $0 { true } else { false }
        }
        let mayPass = 5 + Int((Clock.monotonicNanoseconds() - started) / 1_000_000_000) + 1
        #expect((40 - mayPass...35).contains(refused), "\(refused)")
        while dropped(manager) < UInt32(refused) {
            guard try manager.receive(milliseconds: 10_000) else { throw FixtureError.timeout("the number") }
        }
        #expect(dropped(manager) == UInt32(refused))
        #expect(asked(manager) == 40 - refused)
    }

    @Test func `a guest that ignores the limit of its channel is told and counted as well`() throws {
        let fixture = try Fixture(startsAgent: false)
        let manager = try fixture.connect()
        let agent = try PlayedAgent(fixture, manager)
        let opens = (0..<UInt32(ChannelLimits.calls) + 30).flatMap { PlayedAgent.open(Self.first + $0) }
        #expect(try agent.write(opens))
        while dropped(manager) < 30 {
            guard try manager.receive(milliseconds: 10_000) else { throw FixtureError.timeout("the number") }
        }
        #expect(dropped(manager) == 30)
        #expect(asked(manager) == ChannelLimits.calls)
    }

    @Test func `a flood is told in few words, and slows nobody else`() throws {
        let fixture = try Fixture(
            startsAgent: false, brokerOptions: ["--calls-per-second", "10", "--call-burst", "10"])
        let manager = try fixture.connect()
        let agent = try PlayedAgent(fixture, manager)
        let started = Clock.monotonicNanoseconds()
        var id = Self.first
        for _ in 0..<200 {
            var bytes: [UInt8] = []
            for _ in 0..<50 {
                bytes += PlayedAgent.open(id) + PlayedAgent.frame(23, 0, id)
                id += 1
            }
            #expect(try agent.write(bytes))
            while try manager.receive(milliseconds: 0) {}
        }
        while dropped(manager) + UInt32(asked(manager)) < 10_000 {
            guard try manager.receive(milliseconds: 10_000) else { throw FixtureError.timeout("the number") }
        }
        let seconds = Int((Clock.monotonicNanoseconds() - started) / 1_000_000_000) + 1
        #expect(manager.notices.count { if case .callsDropped = $0 { true } else { false } } <= seconds + 2)
        #expect(asked(manager) <= 10 + 10 * seconds)
        try manager.send(.query)
        _ = try manager.await("an answer") { if case .status = $0 { true } else { nil } }
    }

    @Test func `a manager that does not read cannot be flooded through its broker`() throws {
        let fixture = try Fixture(
            startsAgent: false, brokerOptions: ["--calls-per-second", "1000000", "--call-burst", "1000000"])
        let manager = try fixture.connect()
        let agent = try PlayedAgent(fixture, manager)
        let before = fixture.brokerMemoryKiB
        let service = "s+" + String(repeating: "a", count: CallRequest.serviceAndArgumentLimit - 2)
        var id = Self.first
        for _ in 0..<500 {
            #expect(try agent.write(PlayedAgent.open(id, service: service) + PlayedAgent.frame(23, 0, id)))
            id += 1
        }
        #expect(fixture.brokerMemoryKiB - before < 20_000)
        // All that was asked is told once the manager reads again, and it is told of the rest.
        while dropped(manager) + UInt32(asked(manager)) < 500 {
            guard try manager.receive(milliseconds: 10_000) else { throw FixtureError.timeout("the rest") }
        }
        #expect(dropped(manager) > 0)
    }
}
