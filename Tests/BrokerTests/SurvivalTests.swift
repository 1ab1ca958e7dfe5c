import Channel
import LinuxIO
import Testing

@Suite(.serialized) struct SurvivalTests {
    @Test func `a killed broker is replaced in mid-stream, and old commands are gone`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connectReady()
        let numbered = try manager.start(RunSpecification(command: .shell("echo $$; exec sleep 600"), user: "tester"))
        let process = try RunTests.number(numbered)
        let busy = try manager.start(RunSpecification(command: .shell("cat /dev/zero"), user: "tester"))
        let filled = try manager.start(RunSpecification(command: .shell("sleep 600"), user: "tester"))
        try filled.input?.descriptor.setNonblocking()
        for _ in 0..<20 {
            _ = try busy.output?.descriptor.read(limit: 65_536)
            _ = try filled.input?.descriptor.write([UInt8](repeating: 1, count: 60_000)[...])
        }
        try fixture.killBroker()
        #expect(try numbered.finish().outcome == .failed("the broker ended before the command did"))

        try fixture.startBroker()
        let successor = try fixture.connect()
        try successor.awaitState(.ready)
        #expect(successor.status.volume == .mounted)
        #expect(RunTests.ends(process))
        #expect(try successor.shell("echo again").text == "again\n")
    }

    @Test func `brokers that die one after the other leave a working channel`() throws {
        let fixture = try Fixture()
        var manager = try fixture.connectReady()
        for round in 0..<8 {
            let busy = try manager.start(RunSpecification(command: .shell("cat /dev/urandom"), user: "tester"))
            for _ in 0...round { _ = try busy.output?.descriptor.read(limit: 10_000 * (round + 1)) }
            try fixture.killBroker()
            try fixture.startBroker()
            manager = try fixture.connect()
            try manager.awaitState(.ready)
            #expect(try manager.shell("echo \(round)").text == "\(round)\n")
        }
    }

    @Test func `a machine that goes ends the broker in order`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connectReady()
        let run = try manager.start(RunSpecification(command: .shell("echo up; sleep 600"), user: "tester"))
        #expect(try run.output?.descriptor.read(limit: 10)?.count == 3)
        try fixture.endMachine()
        try manager.awaitState(.disconnected)
        #expect(try run.finish().outcome == .failed("the machine has stopped"))
        #expect(try fixture.awaitBroker() == 0)
    }

    @Test func `a failed configuration is reported with its reason`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connect()
        try manager.send(.configure(try Fixture.configuration(hostName: "broken")))
        try manager.awaitState(.failed)
        #expect(manager.status.detail == "private volume: the test asked for a failure")
        #expect(try manager.shell("true").outcome == .failed("the agent is not ready (failed)"))
    }

    @Test func `an agent that stops answering is unresponsive, and ready again when it goes on`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connectReady()
        #expect(try ChildProcess.run("/bin/kill", ["-STOP", "\(fixture.agent)"]).code == 0)
        try manager.awaitState(.unresponsive)
        #expect(try ChildProcess.run("/bin/kill", ["-CONT", "\(fixture.agent)"]).code == 0)
        try manager.awaitState(.ready)
    }

    @Test func `bad requests are rejected and harm nobody`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connectReady()
        try manager.send(.run(id: 1, RunSpecification(command: .shell("true"))))
        try manager.send(.attachConsole)
        while manager.notices.count(where: { if case .rejected = $0 { true } else { false } }) < 2 {
            guard try manager.receive(milliseconds: 5_000) else { throw FixtureError.timeout("rejections") }
        }
        #expect(try manager.shell("echo fine").text == "fine\n")
    }

    @Test func `a broker runs behind its system call filter`() throws {
        let fixture = try Fixture()
        _ = try fixture.connectReady()
        let status = try FileSystem.readText("/proc/\(fixture.broker)/status")
        #expect(status.contains("Seccomp:\t2\n"))
        #expect(status.contains("NoNewPrivs:\t1\n"))
    }
}
