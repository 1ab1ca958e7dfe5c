import Channel
import LinuxIO
import TestSupport
import Testing

/// Calls whose data nobody reads: everything that waits is bounded, and nobody works for nothing.
@Suite(.serialized) struct CallPressureTests {
    /// More than all windows, pipes and sockets on the way together hold.
    private static let onTheWayBytes = 8 << 20

    /// Writes until nothing has been taken for a while.
    private func fill(_ tool: ToolProcess) -> Int {
        let chunk = [UInt8](repeating: 1, count: 65_536)
        var total = 0
        var last = Clock.monotonicNanoseconds()
        while Clock.monotonicNanoseconds() - last < 700_000_000, total < 20 * Self.onTheWayBytes {
            let count = tool.offer(chunk[...])
            total += count
            if count > 0 { last = Clock.monotonicNanoseconds() } else { Clock.sleep(milliseconds: 1) }
        }
        return total
    }

    @Test func `a service that does not read stops its caller, and memory stays as it is`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Deaf", "echo $$; exec sleep 600")
        let tool = try board.call("test.Deaf")
        try board.connectNext()
        let process = try #require(Int32(try tool.line()))
        let processes = [board.caller.broker, board.callee.broker, board.caller.agent, board.callee.agent]
        let before = processes.map(Fixture.memoryKiB(of:))
        let taken = fill(tool)
        #expect(taken < Self.onTheWayBytes)
        #expect(taken > ChannelLimits.window, "it filled what there is")
        for (process, kibibytes) in zip(processes, before) {
            #expect(Fixture.memoryKiB(of: process) - kibibytes < 12_000)
        }
        try board.expectWell()
        try ProcessHandle(process).send(.kill)
        #expect(try tool.finish().code == 137)
    }

    @Test func `a caller that does not read stops the service, and loses nothing`() throws {
        let board = try Switchboard()
        let mark = "\(board.callee.directory)/mark"
        try board.callee.install("test.Flood", "echo go; head -c 30000000 /dev/zero; touch \(mark)")
        let tool = try board.call("test.Flood")
        try board.connectNext()
        let processes = [board.caller.broker, board.callee.broker, board.caller.agent, board.callee.agent]
        _ = try tool.line()
        let before = processes.map(Fixture.memoryKiB(of:))
        // Other commands get their turn meanwhile: when they are done, the flood has run into its end.
        for _ in 0..<5 { #expect(try board.calleeManager.shell("head -c 2000000 /dev/zero").output.count == 2_000_000) }
        for (process, kibibytes) in zip(processes, before) {
            #expect(Fixture.memoryKiB(of: process) - kibibytes < 12_000)
        }
        #expect(!FileSystem.exists(mark))
        let result = try tool.finish()
        #expect(result.output.count == 30_000_003)
        #expect(result.code == 0)
        #expect(FileSystem.exists(mark))
    }

    /// Waits a second in which nothing is to be done: a process that spins takes most of it, one that waits next to
    /// nothing.
    private func expectIdle(_ processes: [Int32]) {
        let before = processes.map { ProcessHandle.processorMilliseconds(of: $0) ?? 0 }
        Clock.sleep(milliseconds: 1_000)
        for (process, milliseconds) in zip(processes, before) {
            let used = (ProcessHandle.processorMilliseconds(of: process) ?? 0) - milliseconds
            #expect(used < 100, "process \(process) of \(processes)")
        }
    }

    @Test func `nobody spins because a reader has gone`() throws {
        let board = try Switchboard()
        let processes = [board.caller.broker, board.callee.broker, board.caller.agent, board.callee.agent]
        // A command of the host's that has closed its input.
        let command = try board.calleeManager.start(
            RunSpecification(command: .shell("exec 0<&-; echo $$; exec sleep 600"), user: "tester"))
        let first = try RunTests.number(command)
        expectIdle(processes)
        // A host's client that reads no more.
        command.output = nil
        expectIdle(processes)
        // A service that has closed its input, and a caller that has closed its output.
        try board.callee.install("test.Closed", "exec 0<&-; echo $$; exec sleep 600")
        let tool = try board.start(
            "qrexec-client-vm",
            [
                "vault", "test.Closed", "sh", "-c",
                "read x; echo $x >&$SAVED_FD_1; echo $$ >&$SAVED_FD_1; exec 0<&-; exec sleep 600",
            ])
        try board.connectNext()
        let second = try #require(Int32(try tool.line()))
        let third = try #require(Int32(try tool.line(2)))
        expectIdle(processes)
        for process in [first, second, third] { try ProcessHandle(process).send(.kill) }
        #expect(try command.finish().outcome == .signalled(number: 9))
        #expect(try tool.finish().code == 137)
    }

    @Test func `nobody spins while a call waits for its reader`() throws {
        let board = try Switchboard()
        // A socket service that has written more than fits on the way, and has gone.
        let socket = "\(board.callee.root)/etc/qubes-rpc/test.Socket"
        try board.callee.install("test.Placeholder", "true")
        let listener = try UnixSocket.listen(at: socket, .stream)
        let tool = try board.call("test.Socket")
        try board.connectNext()
        guard let connection = try UnixSocket.accept(listener) else { throw FixtureError.noConnection }
        try connection.setNonblocking()
        let chunk = [UInt8](repeating: 2, count: 65_536)
        var last = Clock.monotonicNanoseconds()
        var written = 0
        while Clock.monotonicNanoseconds() - last < 500_000_000 {
            let count = try connection.write(chunk[...])
            written += count
            if count > 0 { last = Clock.monotonicNanoseconds() } else { Clock.sleep(milliseconds: 1) }
        }
        _ = consume connection
        expectIdle([board.caller.broker, board.callee.broker, board.caller.agent, board.callee.agent])
        let result = try tool.finish()
        #expect(result.output.count == written)
        #expect(result.code == 0)
    }
}
