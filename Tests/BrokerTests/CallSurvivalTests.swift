import Channel
import LinuxIO
import TestSupport
import Testing

/// Calls whose brokers, agents or managers go in the middle: the other side hears of it, and nothing hangs.
@Suite(.serialized) struct CallSurvivalTests {
    enum Victim: CaseIterable {
        case callersBroker, callersMachine, calleesBroker, calleesMachine
    }

    @Test(arguments: Victim.allCases)
    func `whoever is killed in the middle, the other side ends with an error`(victim: Victim) throws {
        let board = try Switchboard()
        try board.callee.install("test.Pid", "echo $$; cat; echo over >&2; exit 3")
        let tool = try board.call("test.Pid")
        let id = try board.connectNext()
        let process = try #require(Int32(try tool.line()))
        // Something is on its way in both directions.
        _ = tool.offer([UInt8](repeating: 10, count: 60_000)[...])
        switch victim {
        case .callersBroker: try board.caller.killBroker()
        case .callersMachine: try board.caller.crashMachine()
        case .calleesBroker: try board.callee.killBroker()
        case .calleesMachine: try board.callee.crashMachine()
        }
        switch victim {
        case .callersMachine, .calleesBroker, .calleesMachine:
            let result = try tool.finish()
            #expect(result.code == 125, "\(result.errors)")
            #expect(!result.errors.isEmpty)
            guard case .failed = try board.end(of: id).outcome else {
                Issue.record("it did not fail")
                return
            }
            // An agent hears of its broker's end from the next one.
            if victim == .calleesBroker { try board.callee.startBroker() }
            #expect(RunTests.ends(process))
        case .callersBroker:
            // The callee hears of it at once; the caller when the next broker says hello.
            #expect(RunTests.ends(process))
            try board.caller.startBroker()
            board.callerManager = try board.caller.connect()
            try board.callerManager.awaitState(.ready)
            #expect(try tool.finish().code == 125)
            let next = try board.call("test.Pid")
            try board.connectNext()
            #expect(try next.finish().code == 3)
        }
        switch victim {
        case .callersBroker: try board.expectWell()
        case .callersMachine: #expect(try board.calleeManager.shell("echo fine").text == "fine\n")
        case .calleesBroker, .calleesMachine:
            #expect(try board.callerManager.shell("echo fine").text == "fine\n")
        }
    }

    @Test func `a call that waits for a decision ends with its broker`() throws {
        let board = try Switchboard()
        let tool = try board.call("test.Any")
        _ = try board.nextCall()
        try board.caller.killBroker()
        try board.caller.startBroker()
        #expect(try tool.finish().code == 125)
        board.callerManager = try board.caller.connect()
        try board.callerManager.awaitState(.ready)
        try board.callerManager.send(.query)
        #expect(try board.callerManager.shell("true").outcome == .exited(code: 0))
        #expect(!board.callerManager.notices.contains { if case .call = $0 { true } else { false } })
    }

    @Test func `a new manager hears of the calls that go on and of those that wait`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "echo ready; cat; exit 4")
        let running = try board.call("test.Cat+1")
        let runningID = try board.connectNext()
        #expect(try running.line() == "ready")
        let waiting = try board.call("test.Cat+2")
        let waitingCall = try board.nextCall()

        board.callerManager = try board.caller.connect()
        let announced = try board.callerManager.await("the call that goes on") { notice in
            if case .calling(let id, let request) = notice { (id, request) } else { nil }
        }
        #expect(announced.0 == runningID && announced.1.argument == "+1")
        let again = try board.nextCall()
        #expect(again.id == waitingCall.id && again.request == waitingCall.request)
        try board.connect(again)
        #expect(try running.finish(input: Array("x".utf8)).text == "ready\nx")
        #expect(try waiting.finish(input: Array("y".utf8)).text == "ready\ny")
        #expect(try board.end(of: runningID).outcome == .exited(code: 4))
        #expect(try board.end(of: waitingCall.id).outcome == .exited(code: 4))
        // Nothing goes on any more.
        try board.callerManager.send(.query)
        #expect(try board.callerManager.shell("true").outcome == .exited(code: 0))
        #expect(!board.callerManager.notices.contains { if case .calling = $0 { true } else { false } })
    }

    @Test func `sixty-four calls go on at once, and one more is refused by the agent`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "cat; echo $1")
        var tools: [ToolProcess] = []
        for number in 0..<ChannelLimits.calls {
            tools.append(try board.call("test.Cat+\(number)"))
            try board.connectNext()
        }
        let more = try board.call("test.Cat+more").finish()
        #expect(more.code == 125 && more.errors == "qrexec-client-vm: too many calls at once\n")
        for (number, tool) in tools.enumerated().reversed() {
            let result = try tool.finish(input: Array("in \(number)\n".utf8))
            #expect(result.text == "in \(number)\n\(number)\n")
            #expect(result.code == 0)
        }
        try board.expectWell()
    }
}
