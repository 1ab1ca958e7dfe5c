import Channel
import LinuxIO
import TestSupport
import Testing

/// Calls from a real tool of one guest to a real service of another, over two agents and two brokers.
@Suite(.serialized) struct ServiceCallTests {
    private static func pattern(_ count: Int) -> [UInt8] {
        var state: UInt32 = 7
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }

    @Test func `megabytes pass each way unchanged, and are counted`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "exec cat")
        let tool = try board.call("test.Cat+arg")
        let call = try board.nextCall()
        #expect(call.request.serviceAndArgument == "test.Cat+arg" && call.request.target == "vault")
        try board.connect(call)
        let bytes = Self.pattern(3_000_000)
        let result = try tool.finish(input: bytes)
        #expect(result.output == bytes)
        #expect(result.code == 0 && result.errors.isEmpty)
        let summary = try board.end(of: call.id)
        #expect(summary == CallSummary(outcome: .exited(code: 0), forwardBytes: 3_000_000, backwardBytes: 3_000_000))
    }

    @Test(arguments: [
        (script: "exit 0", code: 0, outcome: RunOutcome.exited(code: 0)),
        (script: "exit 7", code: 7, outcome: .exited(code: 7)),
        (script: "exit 255", code: 255, outcome: .exited(code: 255)),
        (script: "kill -TERM $$", code: 143, outcome: .signalled(number: 15)),
        (script: "kill -KILL $$", code: 137, outcome: .signalled(number: 9)),
    ])
    func `the exit status is the service's`(script: String, code: Int32, outcome: RunOutcome) throws {
        let board = try Switchboard()
        try board.callee.install("test.End", "echo out; \(script)")
        let tool = try board.call("test.End")
        let id = try board.connectNext()
        let result = try tool.finish()
        #expect(result.code == code && result.text == "out\n")
        #expect(try board.end(of: id).outcome == outcome)
    }

    @Test func `a service learns who calls and what`() throws {
        let board = try Switchboard()
        try board.callee.install(
            "test.Who",
            #"echo "$1,$#,$QREXEC_REMOTE_DOMAIN,$QREXEC_SERVICE_FULL_NAME,$QREXEC_SERVICE_ARGUMENT,"#
                + #"$QREXEC_REQUESTED_TARGET_TYPE,$QREXEC_REQUESTED_TARGET,$QREXEC_REQUESTED_TARGET_KEYWORD""#)
        var tool = try board.start("qrexec-client-vm", ["vault", "test.Who+a+b"])
        try board.connectNext()
        #expect(try tool.finish().text == "a+b,1,work,test.Who+a+b,a+b,name,vault,\n")
        tool = try board.start("qrexec-client-vm", ["$default", "test.Who"])
        try board.connectNext()
        #expect(try tool.finish().text == ",0,work,test.Who+,,keyword,,default\n")
        tool = try board.start("qrexec-client-vm", ["", "test.Who"])
        #expect(try board.nextCall().request.target == "")
    }

    @Test func `the caller may end its half first, or the service its own`() throws {
        let board = try Switchboard()
        try board.callee.install("test.After", "cat; echo after the end")
        let first = try board.call("test.After")
        try board.connectNext()
        #expect(try first.finish(input: Array("x\n".utf8)).text == "x\nafter the end\n")

        let file = "\(board.callee.directory)/got"
        try board.callee.install("test.Before", "echo first; exec 1>&-; cat >\(file); exit 3")
        let second = try board.call("test.Before")
        try board.connectNext()
        #expect(try second.line() == "first")
        let bytes = Self.pattern(400_000)
        #expect(try second.finish(input: bytes).code == 3)
        #expect(try FileSystem.read(file) == bytes)
    }

    @Test func `what a service wrote arrives, though it did not read what it was sent`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Deaf", "head -c 1000000 /dev/zero; exit 9")
        let tool = try board.call("test.Deaf")
        try board.connectNext()
        let result = try tool.finish(input: [UInt8](repeating: 1, count: 5_000_000))
        #expect(result.output.count == 1_000_000)
        #expect(result.code == 9)
    }

    @Test func `a caller that reads no more gives the service a broken pipe`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Yes", "exec yes")
        let tool = try board.call("test.Yes")
        let id = try board.connectNext()
        #expect(try tool.line() == "y")
        tool.closeOutput()
        #expect(try tool.finish().code == 141)
        #expect(try board.end(of: id).outcome == .signalled(number: 13))
    }

    @Test(arguments: CallRefusal.allCases)
    func `a call that is refused says so, and reaches nobody`(refusal: CallRefusal) throws {
        let board = try Switchboard()
        let mark = "\(board.callee.directory)/mark"
        try board.callee.install("test.Mark", "touch \(mark)")
        let tool = try board.call("test.Mark")
        let call = try board.nextCall()
        try board.callerManager.send(.refuse(id: call.id, refusal))
        // What comes late changes nothing.
        let ends = try Switchboard.Ends()
        try board.callerManager.send(.connect(id: call.id, CallLimits()), descriptors: ends.callers)
        let result = try tool.finish(input: Array("secret".utf8))
        #expect(result.code == 126 && result.output.isEmpty)
        #expect(result.errors == "qrexec-client-vm: \(refusal.description)\n")
        try board.expectWell()
        #expect(!FileSystem.exists(mark))
    }

    @Test func `a service that there is not, or that cannot run, has a code of its own`() throws {
        let board = try Switchboard()
        var tool = try board.call("test.Missing")
        try board.connectNext()
        #expect(try tool.finish(input: [1]).code == 127)
        try board.callee.install("test.Broken", "true")
        try FileSystem.makeDirectory("\(board.callee.root)/etc/qubes/rpc-config")
        try FileSystem.writeAtomically("\(board.callee.root)/etc/qubes/rpc-config/test.Broken", Array("nonsense".utf8))
        tool = try board.call("test.Broken")
        try board.connectNext()
        #expect(try tool.finish(input: [1]).code == 125)
        let log = try FileSystem.readText("\(board.callee.root)/var/log/bulkhead/services.log")
        #expect(log.hasPrefix("test.Broken+ for work: the settings in "))
    }

    @Test func `a one-way call carries data there, and the first byte back ends it`() throws {
        let board = try Switchboard()
        let file = "\(board.callee.directory)/got"
        try board.callee.install("test.Take", "cat >\(file)")
        let bytes = Self.pattern(200_000)
        var tool = try board.call("test.Take")
        try board.connectNext(CallLimits(isOneWay: true))
        #expect(try tool.finish(input: bytes).code == 0)
        #expect(try FileSystem.read(file) == bytes)

        try board.callee.install("test.Talk", "cat >/dev/null & echo secret; wait")
        tool = try board.call("test.Talk")
        let id = try board.connectNext(CallLimits(isOneWay: true))
        let result = try tool.finish(input: bytes)
        #expect(result.code == 125 && result.output.isEmpty)
        #expect(result.errors.contains("oneway=yes"))
        let summary = try board.end(of: id)
        #expect(summary.backwardBytes == 0)
        guard case .failed(let reason) = summary.outcome else {
            Issue.record("it did not fail: \(summary)")
            return
        }
        #expect(reason.contains("oneway=yes"))
    }

    @Test func `a call ends when more bytes passed than its rule allows`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "exec cat")
        var tool = try board.call("test.Cat")
        try board.connectNext(CallLimits(maximumBytes: 200))
        #expect(try tool.finish(input: Self.pattern(100)).code == 0, "there and back")
        tool = try board.call("test.Cat")
        let id = try board.connectNext(CallLimits(maximumBytes: 199))
        let result = try tool.finish(input: Self.pattern(100))
        #expect(result.code == 125 && result.errors.contains("more than max_bytes=199 passed"))
        #expect(try board.end(of: id).outcome == .failed("more than max_bytes=199 passed"))
    }

    @Test func `a call that is cut in the middle ends at both ends, with the reason`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Pid", "echo $$; exec cat")
        let tool = try board.call("test.Pid")
        let id = try board.connectNext()
        let process = try #require(Int32(try tool.line()))
        try board.callerManager.send(.cut(id: id, reason: "revoked"))
        let result = try tool.finish()
        #expect(result.code == 125 && result.errors.contains("revoked"))
        #expect(try board.end(of: id).outcome == .failed("revoked"))
        #expect(RunTests.ends(process))
        try board.expectWell()
    }

    @Test func `a caller that is killed takes its call with it, and no other`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Pid", "echo $$; exec cat")
        let other = try board.call("test.Pid")
        try board.connectNext()
        let tool = try board.call("test.Pid")
        let id = try board.connectNext()
        let process = try #require(Int32(try tool.line()))
        try tool.kill()
        #expect(RunTests.ends(process))
        // The kernel closes one descriptor of a dead program after the other: a service that is quick may have read the
        // end of its input and ended well before the agent sees that nobody waits.
        let outcome = try board.end(of: id).outcome
        switch outcome {
        case .failed, .exited(code: 0): break
        default: Issue.record("it ended otherwise: \(outcome)")
        }
        #expect(try other.line().isEmpty == false)
        #expect(try other.finish(input: Array("still here".utf8)).text.hasSuffix("still here"))
    }

    @Test func `a caller that gives up before the decision is told to the manager`() throws {
        let board = try Switchboard()
        let tool = try board.call("test.Any")
        let call = try board.nextCall()
        try tool.kill()
        guard case .failed = try board.end(of: call.id).outcome else {
            Issue.record("it did not fail")
            return
        }
        // The decision comes too late for anybody.
        try board.connect(call)
        try board.expectWell()
    }
}
