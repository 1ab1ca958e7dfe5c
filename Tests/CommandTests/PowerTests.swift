import Machines
import ManagerClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PowerTests {
    private func run(_ arguments: String...) async throws -> CommandRun {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(arguments, bus: manager.daemon.address)
        await manager.stop()
        return run
    }

    @Test func `start says how long it took`() async throws {
        #expect(
            try await run("start", "personal")
                == CommandRun(code: 0, output: "personal: running after 80 ms\n", errors: ""))
    }

    @Test func `one failure among several does not stop the others, and counts`() async throws {
        let run = try await run("start", "personal", "sys-net", "nobody")
        #expect(run.code == 1)
        #expect(run.output == "personal: running after 80 ms\n")
        #expect(
            run.errors.contains("bulkhead: cannot start sys-net: The VM sys-net is Running\n  Nothing is to be done."))
        #expect(run.errors.contains("bulkhead: cannot start nobody: there is no VM named 'nobody'\n"))
    }

    @Test func `start --skip-if-running does not mind`() async throws {
        #expect(
            try await run("start", "--skip-if-running", "sys-net")
                == CommandRun(code: 0, output: "sys-net: runs already\n", errors: ""))
    }

    @Test(arguments: [
        (["shutdown", "sys-net"], "sys-net: asked to shut down\n"),
        (["shutdown", "--wait", "sys-net"], "sys-net: halted\n"),
        (["kill", "sys-net"], "sys-net: killed\n"), (["pause", "sys-net"], "sys-net: paused\n"),
        (["unpause", "browsing"], "browsing: running\n"), (["restart", "sys-net"], "sys-net: running\n"),
        (["shutdown", "--all", "--exclude", "sys-net", "--dry-run"], "browsing\nsys-firewall\n"),
        (["unpause", "--all"], "browsing: running\n"),
    ])
    func `each verb does what it says`(arguments: [String], output: String) async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(arguments, bus: manager.daemon.address)
        #expect(run == CommandRun(code: 0, output: output, errors: ""))
        await manager.stop()
    }

    @Test func `the states are what the verbs made them`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        _ = try await CommandRun.run(["pause", "sys-net"], bus: address)
        _ = try await CommandRun.run(["kill", "sys-firewall"], bus: address)
        #expect(try await manager.machine("sys-net").state == .paused)
        #expect(try await manager.machine("sys-firewall").state == .halted)
        await manager.stop()
    }

    @Test(arguments: [
        ["start"], ["start", "--all", "personal"], ["kill", "--exclude", "a", "b"], ["shutdown", "-x"],
    ])
    func `wrong usage exits with 64`(arguments: [String]) async throws {
        #expect(try await CommandRun.run(arguments).code == 64)
    }
}
