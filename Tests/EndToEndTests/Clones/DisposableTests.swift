import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// VMs that are made for one purpose and end with it.
    @Suite(
        SharedHost(
            machines: [
                Definition("caller", keys: "default_dispvm = \"base\""),
                Definition("base", keys: "template_for_dispvms = true"),
                Definition("eager", keys: "template_for_dispvms = true\npreload_dispvm_max = 1"),
                Definition("named", class: "DispVM", template: "base"),
            ],
            policy: """
                * * caller @dispvm allow
                * * caller @dispvm:eager allow
                * * @anyvm @anyvm deny
                """,
            disposables: "default = \"base\"\npreload_dispvm_delay_ms = 0", started: ["caller"]),
        .timeLimit(.minutes(10)))
    struct Disposables {
        let host: Host

        init() throws { host = try SharedHost.host }

        /// Names of disposables that are shown.
        private func shown() async throws -> [String] {
            try await host.bulkhead("ls", "--raw-list").output.split(separator: "\n").map(String.init).filter {
                $0.hasPrefix("disp")
            }
        }

        private func expectGone(_ name: String) async throws {
            try await eventually("\(name) is gone") {
                let list = try await shown()
                return !list.contains(name) && !FileSystem.exists("\(host.run)/vms/\(name)")
                    && !FileSystem.exists("\(host.state)/vms/\(name)")
            }
        }

        @Test func `a command runs in a disposable, which is gone afterwards`() async throws {
            let result = try await host.bulkhead("run", "-p", "--dispvm", "hostname; id -un; pwd; exit 7")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.dropFirst() == ["user", "/home/user"])
            #expect(result.status == 7, "\(result.errors)")
            let name = try #require(lines.first)
            #expect(name.hasPrefix("disp"))
            try await expectGone(name)
            let other = try await host.bulkhead("run", "-p", "--dispvm=base", "hostname; cat /etc/machine-id")
            #expect(other.status == 0 && !other.output.hasPrefix(name + "\n"), "\(other.output)\(other.errors)")
            let refused = try await host.bulkhead("run", "-p", "--dispvm=caller", "true")
            #expect(refused.status == 125 && refused.errors.contains("no template for disposables"))
        }

        @Test func `a disposable ends with the program that runs in it, however that ends`() async throws {
            let command = try host.begin("run", "-p", "--dispvm", "hostname; sleep 600")
            try await eventually("it runs") { command.output.hasPrefix("disp") }
            let name = String(command.output.prefix { $0 != "\n" })
            #expect(try await shown().contains(name))
            command.kill()
            try await expectGone(name)
        }

        @Test func `a VM calls into a disposable of its own, and gets the file back that was edited there`()
            async throws
        {
            let hostName = try await host.shell("caller", "qvm-run-vm --dispvm hostname")
            #expect(hostName.hasPrefix("disp"), "\(hostName)")
            try await expectGone(hostName)
            // What a disposable opens files with, it has from the VM that it is made of.
            try await host.does("start", "base")
            let opener = "#!/bin/sh\\necho edited in $(hostname) >>\"$1\"\\n"
            _ = try await host.shell(
                "base", "printf '\(opener)' >/usr/local/bin/qubes-open; chmod 755 /usr/local/bin/qubes-open; sync",
                user: "root")
            let busy = try await host.result("caller", "echo first >~/letter.txt; qvm-open-in-dvm ~/letter.txt")
            #expect(busy.status != 0)
            #expect(host.managerLog.contains("the volume of base, of which it is made, is in use"))
            try await host.does("shutdown", "--wait", "base")
            let text = try await host.shell("caller", "qvm-open-in-dvm ~/letter.txt && cat ~/letter.txt")
            let lines = text.split(separator: "\n")
            #expect(
                lines.count == 2 && lines.first == "first" && lines.last?.hasPrefix("edited in disp") == true, "\(text)"
            )
            // What is written there does not last.
            _ = try await host.bulkhead("run", "-p", "--dispvm", "rm -f ~/.profile; echo x >~/mark; sync")
            let after = try await host.bulkhead("run", "-p", "--dispvm", "ls ~/.profile ~/mark")
            #expect(after.output.contains(".profile") && !after.output.contains("mark\n"), "\(after.output)")
            try await eventually("no disposable is left") { try await shown().isEmpty }
        }

        @Test func `a disposable ends when its creator stops`() async throws {
            let call = try host.beginShell("caller", "qvm-run-vm --dispvm 'hostname; sleep 600'")
            try await eventually("it runs") { call.output.hasPrefix("disp") }
            let name = String(call.output.prefix { $0 != "\n" })
            #expect(try await host.machine(name).machineClass == .dispVM)
            try await host.does("kill", "caller")
            try await expectGone(name)
            try await host.does("start", "caller")
        }

        @Test func `a manager that is killed leaves no disposable to the next one`() async throws {
            let command = try host.begin("run", "-p", "--dispvm", "hostname; sleep 600")
            try await eventually("it runs") { command.output.hasPrefix("disp") }
            let name = String(command.output.prefix { $0 != "\n" })
            let process = Int32(try await host.machine(name).processID)
            let manager = try #require(ProcessEntry(identifier: try await host.managerProcess()))
            manager.kill()
            try await eventually("the manager is gone") { ProcessEntry(identifier: manager.identifier) == nil }
            #expect(try await host.up("--no-autostart").status == 0)
            try await expectGone(name)
            try await eventually("its QEMU is gone") { ProcessEntry(identifier: process) == nil }
            _ = try await command.end()
        }

        @Test func `a named disposable forgets everything at its end`() async throws {
            try await host.does("start", "named")
            #expect(try await host.shell("named", "hostname; echo x >~/note") == "named")
            let first = try await host.shell("named", "cat /etc/machine-id")
            try await host.does("restart", "named")
            #expect(try await host.result("named", "cat ~/note").status != 0)
            #expect(try await host.shell("named", "cat /etc/machine-id") != first)
            try await host.does("shutdown", "--wait", "named")
        }

        // MARK: Preloaded

        @Test func `a preloaded disposable is hidden until it is used, and another takes its place`() async throws {
            try await eventually("one waits") { host.managerLog.contains("-> Paused") }
            #expect(try await shown().isEmpty)
            let first = try await host.bulkhead("run", "-p", "--dispvm=eager", "hostname; date +%s")
            #expect(first.status == 0, "\(first.errors)")
            let name = try #require(first.output.split(separator: "\n").first.map(String.init))
            #expect(host.managerLog.contains("machine=\(name) [Manager] Running -> Paused"))
            let told = try #require(first.output.split(separator: "\n").last.flatMap { UInt64($0) })
            #expect(told + 2 >= Clock.wallNanoseconds() / 1_000_000_000 - 10)
            try await expectGone(name)
            try await eventually("another waits") {
                host.managerLog.split(separator: "\n").count { $0.contains("Running -> Paused") } >= 2
            }
            let second = try await host.bulkhead("run", "-p", "--dispvm=eager", "hostname")
            #expect(second.status == 0 && !second.output.hasPrefix(name + "\n"))
        }

        /// Qubes' issue 10572: preloaded ones were found out of date again and again, and never used.
        @Test func `a changed template costs what waits once, and what comes after it is used`() async throws {
            _ = try await settledPauses()
            try host.define(
                Definition("eager", keys: "template_for_dispvms = true\npreload_dispvm_max = 1\ntags = [\"changed\"]"))
            let before = try await settledPauses()
            try await host.does("reload")
            try await eventually("a new one waits") { pauses > before }
            let count = try await settledPauses()
            #expect(count == before + 1)
            let run = try await host.bulkhead("run", "-p", "--dispvm=eager", "hostname")
            let name = String(run.output.prefix { $0 != "\n" })
            #expect(host.managerLog.contains("machine=\(name) [Manager] Running -> Paused"))
            try await eventually("the next one waits") { pauses > count }
            #expect(try await settledPauses() == count + 1)
        }

        /// How often a disposable went to sleep.
        private var pauses: Int {
            host.managerLog.split(separator: "\n").count { $0.contains("machine=disp") && $0.contains("-> Paused") }
        }

        /// The same, when nothing has happened for a while.
        private func settledPauses() async throws -> Int {
            var last = (count: -1, since: ContinuousClock.now)
            try await eventually("the preloaded ones have settled") {
                if pauses != last.count { last = (pauses, .now) }
                return last.count > 0 && ContinuousClock.now - last.since > .seconds(2)
            }
            return last.count
        }

        /// Qubes' issue 10928: one that failed stayed in the list, and the next use hung.
        @Test func `a preloaded one that died is not waited for`() async throws {
            _ = try await settledPauses()
            let caller = try await host.machine("caller").userID
            for process in host.processes(named: "qemu-system-x86_64") where process.isSpare {
                if process.userID != caller { process.kill() }
            }
            let run = try await host.bulkhead("run", "-p", "--dispvm=eager", "hostname")
            #expect(run.status == 0 && run.output.hasPrefix("disp"), "\(run.output)\(run.errors)")
            try await eventually("no dead one is left") { try await shown().isEmpty }
        }
    }
}
