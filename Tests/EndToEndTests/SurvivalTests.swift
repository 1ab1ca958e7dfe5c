import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// What a crash of anything costs, and what not.
    @Suite(
        SharedHost(machines: [
            Definition("one", start: "shutdown_timeout_seconds = 5"),
            Definition("two"),
            // Slow enough to be met in the middle of its start.
            Definition("cold", start: "mode = \"boot\""),
            Definition(
                "again",
                restart: """
                    mode = "on-failure"
                    initial_delay_ms = 300
                    maximum_delay_ms = 1000
                    attempts = 2
                    """),
        ]), .timeLimit(.minutes(15)))
    struct Survival {
        let host: Host

        init() throws { host = try SharedHost.host }

        private func startFresh(_ name: String) async throws -> MachineSnapshot {
            let before = try await host.machine(name)
            if before.state != .running {
                if before.state != .halted, before.state != .crashed { _ = try await host.bulkhead("kill", name) }
                try await host.does("start", name)
            }
            return try await host.machine(name)
        }

        private func kill(_ process: ProcessEntry) async throws {
            process.kill()
            try await eventually("\(process) is gone") {
                ProcessEntry(identifier: process.identifier)?.name != process.name
            }
        }

        private func killManager() async throws {
            let manager = try #require(ProcessEntry(identifier: try await host.managerProcess()))
            #expect(manager.name == "bulkheadd")
            try await kill(manager)
        }

        /// Nothing of a VM that is down is left: no process of its user's, no file, mount or group.
        private func expectNothingLeft(of name: String) async throws {
            let user = try await host.machine(name).userID
            try? await eventually("nothing of \(name) is left", withinSeconds: 10) {
                !host.processes().contains { $0.userID == user } && host.traces(below: name).isEmpty
            }
            #expect(host.processes().filter { $0.userID == user } == [])
            #expect(host.traces(below: name) == [])
        }

        // MARK: The manager

        @Test func `VMs and their commands outlive the manager, and the next one adopts them`() async throws {
            _ = try await startFresh("one")
            _ = try await startFresh("two")
            let before = try await [host.machine("one"), host.machine("two")]
            let users = Set(before.map(\.userID))
            let brokers = Set(host.processes(named: "bulkhead-broker").filter { users.contains($0.userID) })
            _ = try await host.shell("one", "mkfifo ~/gate 2>/dev/null; true")
            let command = try host.begin("run", "-p", "one", "echo begun; read line < ~/gate; echo $line; exit 6")
            try await eventually("the command has begun") { command.output == "begun\n" }

            try await killManager()
            #expect(try await host.bulkhead("ls").status == 1)
            for machine in before { #expect(ProcessEntry(identifier: Int32(machine.processID)) != nil) }

            let up = try await host.up("--no-autostart")
            #expect(up.status == 0, "\(up.errors)")
            let after = try await [host.awaits(.running, of: "one"), host.awaits(.running, of: "two")]
            #expect(after.map(\.processID) == before.map(\.processID))
            #expect(after.map(\.userID) == before.map(\.userID))
            #expect(after.map(\.startedAtMilliseconds) == before.map(\.startedAtMilliseconds))
            #expect(
                Set(host.processes(named: "bulkhead-broker").filter { users.contains($0.userID) }) == brokers)
            #expect(try await host.shell("two", "hostname") == "two")
            // The command that ran all the while is given its line, and ends as if nothing had been.
            _ = try await host.shell("one", "echo went-on > ~/gate")
            let result = try await command.end()
            #expect(result.output == "begun\nwent-on\n")
            #expect(result.status == 6)
            try await host.does("shutdown", "--wait", "two")
            try await expectNothingLeft(of: "two")
        }

        @Test func `a VM that ended while there was no manager is found dead, and can start`() async throws {
            let one = try await startFresh("one")
            let process = try await host.process("qemu-system-x86_64", of: "one")
            #expect(process.identifier == Int32(one.processID))
            try await killManager()
            try await kill(process)
            #expect(try await host.up("--no-autostart").status == 0)
            let after = try await host.machine("one")
            #expect(after.state == .crashed || after.state == .halted)
            try await host.does("start", "one")
            #expect(try await host.shell("one", "hostname") == "one")
        }

        @Test func `a manager that dies in the middle of a start leaves nothing behind the next one`() async throws {
            if try await host.machine("cold").state == .running { try await host.does("kill", "cold") }
            let start = try host.begin("start", "cold")
            let owner = try await host.machine("cold").userID
            try await eventually("its QEMU runs") {
                host.processes(named: "qemu-system-x86_64").contains { $0.userID == owner }
            }
            try await killManager()
            #expect(try await start.end().status == 1)
            #expect(try await host.up("--no-autostart").status == 0)
            // Either it was adopted and comes up, or it was ended: not something between.
            try await eventually("cold is settled") {
                let state = try await host.machine("cold").state
                return state == .running || state == .halted || state == .crashed
            }
            if try await host.machine("cold").state != .running { try await host.does("start", "cold") }
            #expect(try await host.shell("cold", "hostname") == "cold")
            let user = try await host.machine("cold").userID
            #expect(host.processes(named: "qemu-system-x86_64").filter { $0.userID == user }.count == 1)
            #expect(host.processes(named: "bulkhead-broker").filter { $0.userID == user }.count == 1)
        }

        @Test func `the private bus that dies comes back, or the next manager takes over`() async throws {
            let one = try await startFresh("one")
            let bus = try #require(host.processes(named: "dbus-daemon").first)
            try await kill(bus)
            // A manager that could not mend its bus ends in order; 'up' is what a person then does.
            try await eventually("a manager answers again") {
                if (try? await host.machine("one")) != nil { return true }
                return try await host.up("--no-autostart").status == 0
            }
            let after = try await host.awaits(.running, of: "one")
            #expect(after.processID == one.processID)
            #expect(try await host.shell("one", "echo fine") == "fine")
            #expect(host.processes(named: "dbus-daemon").count == 1)
            #expect(host.processes(named: "bulkheadd").count == 1)
        }

        // MARK: A VM

        @Test func `a QEMU that is killed makes its VM crashed, and no other`() async throws {
            let one = try await startFresh("one")
            _ = try await startFresh("two")
            let command = try host.begin("run", "-p", "one", "echo begun; sleep 600")
            try await eventually("the command has begun") { command.output == "begun\n" }
            let process = try await host.process("qemu-system-x86_64", of: "one")
            #expect(process.identifier == Int32(one.processID))
            try await kill(process)
            let after = try await host.awaits(.crashed, of: "one")
            #expect(!after.stateReason.isEmpty)
            #expect(after.processID == 0)
            let result = try await command.end()
            #expect(result.status == 125)
            #expect(!result.errors.isEmpty)
            try await expectNothingLeft(of: "one")
            #expect(try await host.shell("two", "hostname") == "two")
            let refused = try await host.bulkhead("run", "one", "true")
            #expect(refused.status == 125)
            #expect(refused.errors.lowercased().contains("crashed"), "\(refused.errors)")
            try await host.does("start", "one")
            #expect(try await host.machine("one").stateReason.isEmpty)
        }

        @Test func `the restart policy brings a VM back, later each time, and gives up in the end`() async throws {
            _ = try await startFresh("again")
            for attempt: UInt32 in 1...2 {
                let process = try await host.process("qemu-system-x86_64", of: "again")
                let killed = Clock.monotonicNanoseconds()
                try await kill(process)
                try await eventually("again is back") {
                    let machine = try await host.machine("again")
                    return machine.state == .running && machine.processID != UInt32(process.identifier)
                }
                #expect(Clock.monotonicNanoseconds() - killed > UInt64(attempt) * 300_000_000)
                #expect(try await host.machine("again").restarts == attempt)
                #expect(try await host.shell("again", "hostname") == "again")
            }
            try await kill(try await host.process("qemu-system-x86_64", of: "again"))
            let given = try await host.awaits(.crashed, of: "again")
            // It stays so: longer than the longest delay there is.
            try await eventually("it has been left alone for a while", withinSeconds: 30) {
                try await Task.sleep(for: .seconds(2))
                return true
            }
            let after = try await host.machine("again")
            #expect(after.state == .crashed)
            #expect(after.stateReason.contains("given up"), "\(after.stateReason)")
            #expect(given.stateReason == after.stateReason)
            try await expectNothingLeft(of: "again")
            try await host.does("start", "again")
            #expect(try await host.machine("again").restarts == 0)
            // What a person asks for is no failure: the policy does not undo it.
            try await host.does("kill", "again")
            #expect(try await host.machine("again").state == .halted)
        }

        @Test func `a panic of the guest's kernel is a crash that says so`() async throws {
            _ = try await startFresh("one")
            let command = try host.begin("run", "-u", "root", "one", "echo c > /proc/sysrq-trigger")
            let after = try await host.awaits(.crashed, of: "one")
            #expect(after.stateReason.contains("panic"), "\(after.stateReason)")
            #expect(try await command.end().status == 125)
            try await expectNothingLeft(of: "one")
            let log = try await host.bulkhead("logs", "one")
            #expect(log.output.contains("Kernel panic"), "\(log.output.suffix(2_000))")
        }

        @Test func `a guest that switches itself off is halted`() async throws {
            _ = try await startFresh("one")
            let command = try host.begin("run", "-u", "root", "one", "kill -TERM 1; sleep 600")
            try await host.awaits(.halted, of: "one")
            _ = try await command.end()
            try await expectNothingLeft(of: "one")
        }

        @Test func `a guest that hangs is killed after its time limit`() async throws {
            _ = try await startFresh("one")
            // A task of the highest priority that never sleeps, on the only processor: nothing else runs again.
            let hang = try host.begin(
                "run", "-u", "root", "one",
                "echo -1 > /proc/sys/kernel/sched_rt_runtime_us; exec chrt -f 99 sh -c 'while :; do :; done'")
            try await eventually("the agent is missed") {
                try await host.machine("one").agentState == "unresponsive"
            }
            let start = Clock.monotonicNanoseconds()
            try await host.does("shutdown", "--wait", "one")
            let took = Clock.monotonicNanoseconds() - start
            #expect(took >= 4_000_000_000, "it was given the time of its definition, not \(took) ns")
            #expect(try await host.machine("one").state == .halted)
            #expect(try await hang.end().status == 125)
            try await expectNothingLeft(of: "one")
        }

        @Test func `a broker that is killed is replaced, and the VM does not notice`() async throws {
            let one = try await startFresh("one")
            let broker = try await host.process("bulkhead-broker", of: "one")
            let command = try host.begin("run", "-p", "one", "echo begun; sleep 600")
            try await eventually("the command has begun") { command.output == "begun\n" }
            try await kill(broker)
            #expect(try await command.end().status == 125)
            try await eventually("commands run again") {
                try await host.bulkhead("run", "one", "true").status == 0
            }
            let after = try await host.machine("one")
            #expect(after.processID == one.processID)
            #expect(after.state == .running)
            #expect(try await host.process("bulkhead-broker", of: "one").identifier != broker.identifier)
            try await host.consoleAnswers("one")
        }

        @Test func `what is left of a sandbox without its keeper works, or ends as a crash, and leaves nothing`()
            async throws
        {
            let one = try await startFresh("one")
            for program in ["bulkhead-broker", "qemu-system-x86_64"] {
                let process = try await host.process(program, of: "one")
                let keeper = try #require(ProcessEntry(identifier: process.parent))
                #expect(keeper.name == "bwrap")
                try await kill(keeper)
            }
            try await eventually("the VM works, or is crashed") {
                if try await host.machine("one").state == .crashed { return true }
                return try await host.bulkhead("run", "one", "true").status == 0
            }
            let after = try await host.machine("one")
            if after.state == .running {
                #expect(after.processID == one.processID)
                try await host.does("shutdown", "--wait", "one")
            }
            try await expectNothingLeft(of: "one")
        }

        // MARK: At the same time

        @Test func `of two starts at once one wins and the other is told, and there is one QEMU`() async throws {
            if try await host.machine("two").state == .running { try await host.does("kill", "two") }
            async let first = host.bulkhead("start", "two")
            async let second = host.bulkhead("start", "two")
            let results = try await [first, second]
            #expect(results.map(\.status).sorted() == [0, 1])
            let loser = results.first { $0.status == 1 }
            #expect(loser?.errors.contains("two") == true, "\(results.map(\.errors))")
            let user = try await host.machine("two").userID
            #expect(host.processes(named: "qemu-system-x86_64").filter { $0.userID == user }.count == 1)
            #expect(host.processes(named: "bulkhead-broker").filter { $0.userID == user }.count == 1)
            #expect(try await host.shell("two", "hostname") == "two")
        }

        @Test func `a kill in the middle of a start ends both`() async throws {
            if try await host.machine("cold").state == .running { try await host.does("kill", "cold") }
            let start = try host.begin("start", "cold")
            let user = try await host.machine("cold").userID
            try await eventually("its QEMU runs") {
                host.processes(named: "qemu-system-x86_64").contains { $0.userID == user }
            }
            try await host.does("kill", "cold")
            #expect(try await start.end().status == 1)
            #expect(try await host.machine("cold").state == .halted)
            try await expectNothingLeft(of: "cold")
        }
    }
}
