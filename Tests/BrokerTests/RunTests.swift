import Channel
import LinuxIO
import Testing

/// A real broker process and a real agent process.
@Suite(.serialized) struct RunTests {
    private static func pattern(_ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }

    @Test func `ten megabytes pass each way unchanged`() throws {
        let manager = try Fixture().connectReady()
        let bytes = Self.pattern(10_000_000)
        let result = try manager.shell("tee /dev/stderr", input: bytes)
        #expect(result.outcome == .exited(code: 0))
        #expect(result.output == bytes)
        #expect(result.error == bytes)
    }

    @Test(arguments: [
        (line: "exit 0", outcome: RunOutcome.exited(code: 0)), (line: "exit 42", outcome: .exited(code: 42)),
        (line: "kill -TERM $$", outcome: .signalled(number: 15)), (line: "kill -9 $$", outcome: .signalled(number: 9)),
    ])
    func `a command's end is reported as it was`(line: String, outcome: RunOutcome) throws {
        let manager = try Fixture().connectReady()
        #expect(try manager.shell(line).outcome == outcome)
    }

    @Test func `commands that cannot run say why`() throws {
        let manager = try Fixture().connectReady()
        let missing = try manager.start(RunSpecification(command: .arguments(["no-such-program"]), user: "tester"))
        #expect(try missing.finish().outcome == .failed("no-such-program: command not found"))
        let nobody = try manager.start(RunSpecification(command: .shell("true"), user: "nobody-here"))
        #expect(try nobody.finish().outcome == .failed("no user 'nobody-here' in the guest"))
        let denied = try manager.start(RunSpecification(command: .arguments(["/etc/passwd"]), user: "tester"))
        #expect(try denied.finish().outcome == .failed("start /etc/passwd: Permission denied"))
    }

    @Test func `arguments, environment and directory arrive as given`() throws {
        let manager = try Fixture().connectReady()
        let line = "printf '%s|' \"$@\"; echo \"$A,$USER,$PWD\""
        let run = try manager.start(
            RunSpecification(
                command: .arguments(["sh", "-c", line, "sh", "a b", "", "ü\n"]), user: "tester", environment: ["A=1=2"],
                directory: "/usr"))
        #expect(try run.finish().text == "a b||ü\n|1=2,tester,/usr\n")
    }

    @Test func `half a close leaves the other half open`() throws {
        let manager = try Fixture().connectReady()
        #expect(try manager.shell("cat; echo after the end", input: Array("x\n".utf8)).text == "x\nafter the end\n")
        // A command that closes its input early does not end for that.
        let early = try manager.shell("exec 0<&-; sleep 0.1; echo done", input: Self.pattern(1_000_000))
        #expect(early.text == "done\n")
        #expect(early.outcome == .exited(code: 0))
    }

    @Test func `a reader that goes away gives the command a broken pipe`() throws {
        let manager = try Fixture().connectReady()
        let run = try manager.start(RunSpecification(command: .shell("exec yes"), user: "tester"))
        _ = try run.output?.descriptor.read(limit: 10)
        run.output = nil
        #expect(try run.finish().outcome == .signalled(number: 13))
    }

    @Test func `fifty commands run at once`() throws {
        let manager = try Fixture().connectReady()
        let runs = try (0..<50).map { number in
            try manager.start(RunSpecification(command: .shell("cat; echo \(number)"), user: "tester"))
        }
        for (number, run) in runs.enumerated() {
            let result = try run.finish(input: Array("in\n".utf8))
            #expect(result.text == "in\n\(number)\n")
            #expect(result.outcome == .exited(code: 0))
        }
    }

    @Test func `the sixty-fifth command is refused and the others go on`() throws {
        let manager = try Fixture().connectReady()
        let runs = try (0..<BrokerControl.runLimit).map { _ in
            try manager.start(RunSpecification(command: .shell("cat"), user: "tester"))
        }
        let outcome = try manager.shell("true").outcome
        #expect(outcome == .failed("64 commands run already"))
        for run in runs { #expect(try run.finish().outcome == .exited(code: 0)) }
    }

    @Test func `a slow reader stops only its own command`() throws {
        let manager = try Fixture().connectReady()
        let slow = try manager.start(
            RunSpecification(command: .shell("head -c 20000000 /dev/zero"), user: "tester"))
        for _ in 0..<5 { #expect(try manager.shell("head -c 1000000 /dev/zero").output.count == 1_000_000) }
        let result = try slow.finish()
        #expect(result.output.count == 20_000_000)
        #expect(result.outcome == .exited(code: 0))
    }

    @Test func `a client that goes away takes its command with it`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connectReady()
        let run = try manager.start(RunSpecification(command: .shell("echo $$; exec sleep 600"), user: "tester"))
        let process = try Self.number(run)
        run.abandon()
        #expect(Self.ends(process))
        let other = try manager.start(RunSpecification(command: .shell("echo $$; exec sleep 600"), user: "tester"))
        let cancelled = try Self.number(other)
        try manager.send(.cancel(id: other.id))
        #expect(try other.finish().outcome == .failed("cancelled"))
        #expect(Self.ends(cancelled))
    }

    @Test func `streams survive their manager`() throws {
        let fixture = try Fixture()
        var manager: TestManager? = try fixture.connectReady()
        let run = try manager?.start(RunSpecification(command: .shell("cat; exit 5"), user: "tester"))
        manager = nil
        let next = try fixture.connect()
        try next.awaitState(.ready)
        #expect(next.status.volume == .mounted)
        #expect(try run?.finish(input: [7]).outcome == .exited(code: 5))
    }

    @Test func `a new manager may use the numbers of the former one's commands`() throws {
        let fixture = try Fixture()
        var manager: TestManager? = try fixture.connectReady()
        let former = try manager?.start(RunSpecification(command: .shell("cat; exit 5"), user: "tester"))
        manager = nil
        let next = try fixture.connect()
        try next.awaitState(.ready)
        let own = try next.start(RunSpecification(command: .shell("exec sleep 600"), user: "tester"))
        #expect(own.id == former?.id)
        try next.send(.cancel(id: own.id))
        #expect(try own.finish().outcome == .failed("cancelled"))
        #expect(try former?.finish(input: [7]).outcome == .exited(code: 5))
    }

    static func number(_ run: TestRun) throws -> Int32 {
        let bytes = try run.output?.descriptor.read(limit: 100) ?? []
        return Int32(String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? "") ?? 0
    }

    /// Whether a process ends within some seconds.
    static func ends(_ process: Int32) -> Bool {
        for _ in 0..<500 {
            if !FileSystem.exists("/proc/\(process)/cmdline") { return true }
            if (try? FileSystem.readText("/proc/\(process)/cmdline"))?.isEmpty == true { return true }
            Clock.sleep(milliseconds: 10)
        }
        return false
    }
}
