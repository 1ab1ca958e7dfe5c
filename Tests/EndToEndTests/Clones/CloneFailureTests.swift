import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// What goes wrong with snapshots and clones: a cold boot instead, and nothing left.
    @Suite(.timeLimit(.minutes(10)))
    struct CloneFailures {
        private static let definitions = [Definition("one", start: "mode = \"clone\"")]

        private func killManager(of host: Host) async throws {
            let manager = try #require(ProcessEntry(identifier: try await host.managerProcess()))
            manager.kill()
            try await eventually("the manager is gone") { ProcessEntry(identifier: manager.identifier) == nil }
        }

        @Test func `a template that is killed while it boots costs a cold boot, and is made anew`() async throws {
            try await Host.with(Self.definitions) { host in
                try await eventually("the template boots") {
                    host.processes(named: "qemu-system-x86_64").contains(where: \.isGolden)
                }
                for golden in host.processes(named: "qemu-system-x86_64") where golden.isGolden { golden.kill() }
                try await eventually("it is said") { try await host.snapshots().first?.state == .failed }
                try await host.does("start", "one")
                #expect(try await host.machine("one").startMode == "boot")
                let log = try await host.bulkhead("logs", "--broker", "one").output
                #expect(log.contains("no clone"), "\(log)")
                #expect(try await host.shell("one", "hostname") == "one")
                // A reload tries again.
                try await host.does("reload")
                try await eventually("the snapshot is there") { try await host.snapshots().first?.state == .ready }
                try await host.does("restart", "one")
                #expect(try await host.machine("one").startMode == "clone")
            }
        }

        @Test func `a manager that is killed while templates and spares are made leaves none of them`() async throws {
            try await Host.with(Self.definitions) { host in
                try await eventually("the template boots") {
                    host.processes(named: "qemu-system-x86_64").contains(where: \.isGolden)
                }
                try await killManager(of: host)
                let first = host.processes(named: "qemu-system-x86_64").filter(\.isGolden)
                #expect(first.count == 1)
                #expect(try await host.up("--no-autostart").status == 0)
                try await eventually("the first template is gone") {
                    first.allSatisfy { ProcessEntry(identifier: $0.identifier)?.commandLine != $0.commandLine }
                }
                try await eventually("a spare is made") {
                    host.processes(named: "qemu-system-x86_64").contains(where: \.isSpare)
                }
                try await killManager(of: host)
                let spares = host.processes(named: "qemu-system-x86_64").filter(\.isSpare)
                #expect(try await host.up("--no-autostart").status == 0)
                try await eventually("its spare is gone") {
                    spares.allSatisfy { ProcessEntry(identifier: $0.identifier)?.commandLine != $0.commandLine }
                }
                try await host.does("start", "one")
                #expect(try await host.shell("one", "hostname") == "one")
                // A clone outlives its manager, and with it the memory that it shares.
                let before = try await host.machine("one")
                try await killManager(of: host)
                #expect(try await host.up("--no-autostart").status == 0)
                let after = try await host.awaits(.running, of: "one")
                #expect(after.processID == before.processID && after.userID == before.userID)
                #expect(after.startMode == "clone")
                #expect(try await host.shell("one", "hostname") == "one")
                try await host.does("restart", "one")
            }
        }

        @Test func `a manager that is told to leave takes with it what is nobody's`() async throws {
            try await Host.with(Self.definitions) { host in
                try await host.does("start", "one")
                try await eventually("a spare waits") { try await host.spareCount() > 0 }
                let manager = try await host.managerProcess()
                try ProcessHandle(manager).send(.terminate)
                try await eventually("the manager is gone") { ProcessEntry(identifier: manager) == nil }
                #expect(host.processes(named: "qemu-system-x86_64").count == 1)
                #expect(host.processes(named: "bulkhead-broker").count == 1)
                #expect(try await host.up("--no-autostart").status == 0)
                #expect(try await host.shell("one", "hostname") == "one")
            }
        }

        @Test func `a budget that no snapshot fits keeps the newest`() async throws {
            let machines = [
                Definition("one", start: "mode = \"clone\""),
                Definition("two", keys: "vcpus = 2", start: "mode = \"clone\""),
            ]
            try await Host.with(machines, clones: "snapshot_memory = \"64MiB\"\nspares = 0") { host in
                try await host.does("start", "one", "two")
                #expect(try await host.machine("one").startMode == "clone")
                #expect(try await host.machine("two").startMode == "clone")
                let kept = try await host.snapshots().filter { $0.state == .ready }
                #expect(kept.count == 1)
            }
        }
    }
}
