import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)))
struct RunTests {
    static let exits: [([String], Int32)] = [
        (["run", "sys-net", "true"], 0), (["run", "sys-net", "exit", "7"], 7),
        (["run", "sys-net", "kill -9 $$"], 137), (["run", "personal", "true"], 125), (["run", "nobody", "true"], 125),
        (["run", "sys-net"], 64), (["run", "-p", "sys-net", "lost"], 125),
        (["run", "--no-shell", "sys-net", "/bin/false"], 1),
    ]

    @Test(arguments: exits)
    func `the exit status is that of the command`(arguments: [String], code: Int32) async throws {
        let manager = try await FakeManager.make()
        #expect(try await CommandRun.run(arguments, bus: manager.daemon.address).code == code)
        await manager.stop()
    }

    @Test func `without --pass-io nothing goes in and nothing comes out`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(
            ["run", "sys-net", "cat; echo out; echo err >&2"], bus: manager.daemon.address, input: Array("in".utf8))
        #expect(run == CommandRun(code: 0, output: "", errors: ""))
        await manager.stop()
    }

    @Test func `with --pass-io the three streams are apart, and options after the name are the command's`() async throws
    {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(
            ["run", "-p", "-u", "alice", "sys-net", "cat", "-n;", "echo $RUN_USER >&2"], bus: manager.daemon.address,
            input: Array("a\nb\n".utf8))
        #expect(run == CommandRun(code: 0, output: "     1\ta\n     2\tb\n", errors: "alice\n"))
        await manager.stop()
    }

    @Test func `bytes go through unchanged, all of them`() async throws {
        let manager = try await FakeManager.make()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 << 20)
        for index in 0..<(8 << 20) { bytes.append(UInt8(truncatingIfNeeded: index &* 31 ^ index >> 8)) }
        let run = try await CommandRun.bytes(
            ["run", "-p", "sys-net", "cat"], bus: manager.daemon.address, input: bytes)
        #expect(run.code == 0)
        #expect(run.output == bytes)
        await manager.stop()
    }

    @Test func `a command that does not read its input, and a reader that goes, end the run`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        let big = [UInt8](repeating: 65, count: 4 << 20)
        let run = try await CommandRun.bytes(["run", "-p", "sys-net", "head -c 3"], bus: address, input: big)
        #expect(run.code == 0)
        #expect(run.output == [65, 65, 65])
        await manager.stop()
    }

    @Test func `what is written in the last moment arrives`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.bytes(
            ["run", "-p", "sys-net", "head -c 300000 /dev/zero; exit 3"], bus: manager.daemon.address)
        #expect(run.code == 3)
        #expect(run.output.count == 300_000)
        await manager.stop()
    }

    @Test func `--all puts the name of the VM before each line`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(
            ["run", "--all", "-p", "printf 'a\\nb'; exit 2"], bus: manager.daemon.address)
        #expect(
            run
                == CommandRun(
                    code: 2, output: "sys-firewall: a\nsys-firewall: b\nsys-net: a\nsys-net: b\n", errors: ""))
        await manager.stop()
    }

    @Test func `a pipe to the console gets its answers`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(
            ["console", "sys-net"], bus: manager.daemon.address, input: Array("abc".utf8))
        #expect(run == CommandRun(code: 0, output: "login: ABC", errors: ""))
        await manager.stop()
    }

    @Test func `logs shows the log that is asked for, or its last lines`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        let escape = "\u{1b}"
        #expect(
            try await CommandRun.run(["logs", "vault"], bus: address).output
                == "console one\ntwo \(escape)[31mred\nthree\n")
        #expect(try await CommandRun.run(["logs", "vault", "--qemu", "-n", "1"], bus: address).output == "three\n")
        #expect(try await CommandRun.run(["logs", "vault", "-n", "9"], bus: address).output.hasPrefix("console one\n"))
        let broker = try await CommandRun.run(["logs", "vault", "--broker"], bus: address)
        #expect(broker.code == 1)
        #expect(broker.errors == "bulkhead: vault has no broker log yet\n")
        await manager.stop()
    }
}
