import Channel
import LinuxIO
import TestSupport
import Testing

/// A call with a hostile agent at one end: the other end's broker, agent and service stay well.
@Suite(.serialized) struct HostileCallTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    /// Frames whose headers are right and whose order is not.
    private func frames(_ streams: ClosedRange<UInt32>, _ generator: inout Generator) -> [UInt8] {
        (0..<60).flatMap { _ -> [UInt8] in
            let id = UInt32.random(in: streams, using: &generator)
            let size = Int.random(in: 1...9_000, using: &generator)
            return switch Int.random(in: 0..<12, using: &generator) {
            case 0...5:
                PlayedAgent.frame(19, .random(in: 0...1, using: &generator), id, [UInt8](repeating: 7, count: size))
            case 6: PlayedAgent.frame(20, .random(in: 0...2, using: &generator), id)
            case 7: PlayedAgent.frame(21, .random(in: 0...1, using: &generator), id, [1, 2, 0, 0])
            case 8: PlayedAgent.frame(22, 0, id, [0, 3])
            case 9: PlayedAgent.frame(.random(in: 17...18, using: &generator), 0, id)
            case 10: PlayedAgent.frame(23, 0, id)
            default: PlayedAgent.open(id)
            }
        }
    }

    private func join(
        _ callerManager: TestManager, _ id: UInt32, _ calleeManager: TestManager, _ request: CallRequest
    ) throws {
        let ends = try Switchboard.Ends()
        try calleeManager.send(
            .serve(id: 9, CallLimits(), try ServiceInvocation(source: "work", request: request)),
            descriptors: ends.callees)
        try callerManager.send(.connect(id: id, CallLimits()), descriptors: ends.callers)
    }

    private static let memoryLimitKiB = 40_000

    @Test(arguments: 1...4)
    func `a hostile caller harms neither the service's guest nor its broker`(seed: Int) throws {
        var generator = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        let callee = try Fixture()
        let calleeManager = try callee.connectReady()
        try callee.install("test.Cat", "exec cat")
        let caller = try Fixture(startsAgent: false)
        let callerManager = try caller.connect()
        let agent = try PlayedAgent(caller, callerManager)
        let request = try CallRequest(serviceAndArgument: "test.Cat", target: "vault")
        let made = agent.channel.call(request)
        let call = try #require(made)
        try agent.turn()
        let id = try callerManager.await("the call") { if case .call(let id, _) = $0 { id } else { nil } }
        try join(callerManager, id, calleeManager, request)
        _ = try agent.await("data may flow") { $0 == .callOpened(call) ? true : nil }
        // Well-formed ones first, then bytes that are no frames at all.
        _ = try agent.write(frames(call.rawValue...call.rawValue + 2, &generator), patienceMilliseconds: 2_000)
        let junk = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = try agent.write(junk, patienceMilliseconds: 2_000)
        let summary = try callerManager.await("its end") { notice in
            if case .callEnded(id, let summary) = notice { summary } else { nil }
        }
        guard case .failed = summary.outcome else {
            Issue.record("it did not fail: \(summary)")
            return
        }
        try callerManager.awaitState(.failed)
        #expect(try calleeManager.shell("echo fine").text == "fine\n")
        #expect(caller.brokerMemoryKiB < Self.memoryLimitKiB && callee.brokerMemoryKiB < Self.memoryLimitKiB)
    }

    @Test(arguments: 1...4)
    func `a hostile callee harms neither the caller's guest nor its broker`(seed: Int) throws {
        var generator = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        let caller = try Fixture()
        let callerManager = try caller.connectReady()
        let tools = "\(caller.directory)/tools"
        try ToolProcess.makeFolder(tools)
        let callee = try Fixture(startsAgent: false)
        let calleeManager = try callee.connect()
        let agent = try PlayedAgent(callee, calleeManager)
        let tool = try ToolProcess(
            "\(tools)/qrexec-client-vm", ["vault", "test.Any"],
            environment: ["BULKHEAD_AGENT_SOCKET=\(caller.toolSocket)"])
        let (id, request) = try callerManager.await("the call") { notice in
            if case .call(let id, let request) = notice { (id, request) } else { nil }
        }
        try join(callerManager, id, calleeManager, request)
        let stream = try agent.await("the service") { event in
            if case .open(let stream, .service(let invocation)) = event, invocation.source == "work" {
                stream
            } else {
                nil
            }
        }
        agent.channel.opened(stream)
        try agent.turn()
        _ = try agent.write(frames(stream.rawValue...stream.rawValue + 2, &generator), patienceMilliseconds: 2_000)
        let junk = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = try agent.write(junk, patienceMilliseconds: 2_000)
        // However it ends: by the service's word, or as one that broke off.
        let result = try tool.finish()
        #expect([3, 125].contains(result.code), "\(result.errors)")
        try calleeManager.awaitState(.failed)
        #expect(try callerManager.shell("echo fine").text == "fine\n")
        #expect(caller.brokerMemoryKiB < Self.memoryLimitKiB && callee.brokerMemoryKiB < Self.memoryLimitKiB)
    }
}
