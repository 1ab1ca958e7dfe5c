import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// VMs that start as copies of their booted template.
    @Suite(
        SharedHost(machines: [
            Definition("left", start: "mode = \"clone\""), Definition("right", start: "mode = \"clone\""),
            Definition("alone", start: "mode = \"boot\""),
        ]), .timeLimit(.minutes(10)))
    struct Clones {
        let host: Host

        init() throws { host = try SharedHost.host }

        private func start(_ names: String...) async throws {
            for name in names where try await host.machine(name).state != .running {
                try await host.does("start", name)
            }
        }

        @Test func `two clones that start at once share no randomness and no identity, and their clocks are right`()
            async throws
        {
            for name in ["left", "right"] where try await host.machine(name).state == .running {
                try await host.does("kill", name)
            }
            async let left = host.bulkhead("start", "left")
            async let right = host.bulkhead("start", "right")
            #expect(try await [left, right].map(\.status) == [0, 0])
            let questions = [
                "head -c 32 /dev/urandom | od -An -tx1", "cat /proc/sys/kernel/random/uuid",
                "cat /proc/sys/kernel/random/boot_id", "cat /etc/machine-id", "cat /etc/hostname", "hostname",
            ]
            for question in questions {
                let answers = try await [host.shell("left", question), host.shell("right", question)]
                #expect(answers[0] != answers[1], "\(question): \(answers)")
                #expect(!answers.contains(""))
            }
            for name in ["left", "right"] {
                #expect(try await host.machine(name).startMode == "clone")
                let before = Clock.wallNanoseconds()
                let text = try await host.shell(name, "date +%s%N")
                let after = Clock.wallNanoseconds()
                let told = try #require(UInt64(text))
                #expect(told >= before - 5_000_000 && told <= after + 5_000_000, "the clock of \(name)")
            }
            let users = try await [host.machine("left").userID, host.machine("right").userID]
            #expect(Set(users).count == 2)
        }

        @Test func `a clone has its own volume, and finds on it what it wrote`() async throws {
            try await start("left", "right")
            _ = try await host.shell("left", "echo mine >~/note; sync")
            #expect(try await host.result("right", "cat ~/note").status != 0)
            try await host.does("restart", "left")
            #expect(try await host.shell("left", "cat ~/note") == "mine")
            // What a clone writes elsewhere is gone, and never was anybody else's.
            _ = try await host.shell("left", "echo x >/etc/mark", user: "root")
            try await host.does("restart", "left")
            #expect(try await host.result("left", "cat /etc/mark").status != 0)
        }

        @Test func `clones share what they have not written, and are shown with it`() async throws {
            try await start("left", "right", "alone")
            let (clone, cold) = try await (host.machine("left"), host.machine("alone"))
            #expect(cold.startMode == "boot")
            #expect(clone.sharedMiB > cold.sharedMiB)
            #expect(clone.residentMiB < cold.residentMiB)
            let list = try await host.bulkhead("ls", "-O", "memory", "left")
            #expect(list.output.contains("PRIVATE") && list.output.contains("SHARED"), "\(list.output)")
            let status = try await host.bulkhead("status")
            #expect(status.output.contains("Snapshot") && status.output.contains("started from it"), "\(status.output)")
        }

        @Test func `a spare that has died is not handed out`() async throws {
            try await eventually("a spare waits") { try await host.spareCount() > 0 }
            var users: Set<UInt32> = []
            for name in ["left", "right", "alone"] { users.insert(try await host.machine(name).userID) }
            for spare in host.processes(named: "qemu-system-x86_64") where !users.contains(spare.userID) {
                spare.kill()
            }
            try await host.does("restart", "left")
            #expect(try await host.machine("left").startMode == "clone")
            #expect(try await host.shell("left", "hostname") == "left")
        }

        @Test func `a paused clone sleeps without a heartbeat, and wakes with the right time`() async throws {
            try await start("right")
            try await host.does("pause", "right")
            try await Task.sleep(for: .seconds(3))
            try await host.does("unpause", "right")
            let before = Clock.wallNanoseconds()
            let told = try #require(UInt64(try await host.shell("right", "date +%s%N")))
            #expect(told >= before - 5_000_000 && told <= Clock.wallNanoseconds() + 5_000_000)
            #expect(try await host.machine("right").agentState == "ready")
        }
    }
}

extension ProcessEntry {
    /// Whether it runs a clone that is nobody's, or was before its VM took it.
    var isSpare: Bool { commandLine.contains { $0.hasPrefix("guest=spare-") } }

    /// Whether it boots a template for a snapshot.
    var isGolden: Bool { commandLine.contains { $0.hasPrefix("guest=golden-") } }
}

extension Host {
    /// How many clones wait for the next start.
    func spareCount() async throws -> UInt64 { try await snapshots().reduce(0) { $0 + $1.spares } }

    func snapshots() async throws -> [SnapshotFacts] {
        let manager = try await ManagerConnection.open(ManagerLocation(runDirectory: run))
        do {
            let facts = try await manager.status().snapshots
            await manager.close()
            return facts
        } catch {
            await manager.close()
            throw error
        }
    }
}
