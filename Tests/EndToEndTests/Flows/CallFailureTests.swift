import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// Calls and copies in the middle of which something dies.
    @Suite(
        SharedHost(
            machines: [
                Definition("alpha", volume: "768MiB"), Definition("beta", volume: "768MiB"), Definition("gamma"),
            ],
            policy: "* * alpha beta allow\n* * gamma beta allow\n* * beta gamma deny\n",
            flows: "calls_per_second = 20\ncall_burst = 40", started: ["alpha", "beta"]), .timeLimit(.minutes(10)))
    struct CallFailures {
        let host: Host

        init() throws { host = try SharedHost.host }

        /// What is in the folder of alpha's files in beta.
        private func arrived() async throws -> [String] {
            try await host.shell("beta", "ls QubesIncoming/alpha 2>/dev/null || true").split(separator: "\n")
                .map(String.init)
        }

        /// A copy of two finished files and a large one that is under way.
        private func beginCopy(_ name: String) async throws -> RunningProgram {
            _ = try await host.shell(
                "alpha",
                "rm -rf d; mkdir d; cd d; echo one >\(name)-1; echo two >\(name)-2; head -c 256M /dev/zero >\(name)-large"
            )
            let copy = try host.beginShell("alpha", "cd d; qvm-copy-to-vm beta \(name)-1 \(name)-2 \(name)-large")
            try await eventually("the large file is on its way") {
                try await host.shell(
                    "beta", "find QubesIncoming/alpha -size +1M -path '*INCOMPLETE*' 2>/dev/null || true") != ""
            }
            return copy
        }

        /// What has a name of its own is whole; what is not whole lies under a name that says so, if anywhere.
        private func expectNothingHalf(_ name: String) async throws {
            for entry in try await arrived() where !entry.hasPrefix("INCOMPLETE-") {
                #expect(entry != "\(name)-large", "\(entry) is not whole")
                if entry.hasPrefix(name) {
                    #expect(try await host.shell("beta", "cat QubesIncoming/alpha/\(entry)").count == 3)
                }
            }
        }

        private func broker(of machine: String) async throws -> ProcessEntry {
            try await host.process("bulkhead-broker", of: machine)
        }

        @Test func `the sender is killed: what was whole is there, the rest is not`() async throws {
            let copy = try await beginCopy("sender")
            _ = try await host.shell("alpha", "pkill -9 -f '^qvm-copy-to-vm'")
            _ = try await copy.end()
            try await eventually("the receiver has cleaned up") {
                try await !arrived().contains { $0.hasPrefix("INCOMPLETE-") }
            }
            #expect(try await arrived().filter { $0.hasPrefix("sender") } == ["sender-1", "sender-2"])
        }

        @Test(arguments: ["alpha", "beta"])
        func `a broker is killed: the copy breaks off, and the VMs go on`(machine: String) async throws {
            let copy = try await beginCopy("broker-\(machine)")
            try await broker(of: machine).kill()
            let result = try await copy.end()
            // A broker of the sender's takes the connection of the test's own command along.
            #expect(result.status != 0)
            try await eventually("both VMs have brokers that are ready") {
                try await host.machine(machine).agentState == "ready"
            }
            try await expectNothingHalf("broker-\(machine)")
            #expect(try await host.shell("alpha", "qrexec-client-vm beta qubes.GetDate </dev/null | wc -l") == "1")
        }

        @Test func `the receiver is killed: its sender hears of it, and nothing half has a name`() async throws {
            let copy = try await beginCopy("receiver")
            _ = try await host.shell("beta", "pkill -9 -f '^/usr/lib/qubes/qfile-unpacker'")
            let result = try await copy.end()
            #expect(result.status != 0)
            #expect(!result.errors.isEmpty)
            #expect(try await arrived().contains { $0.hasPrefix("INCOMPLETE-") })
            try await expectNothingHalf("receiver")
        }

        @Test func `the manager is killed: the copy goes on to its end`() async throws {
            let copy = try await beginCopy("manager")
            try #require(ProcessEntry(identifier: try await host.managerProcess())).kill()
            #expect(try await host.up("--no-autostart").status == 0)
            try await eventually("the next manager knows of the call") {
                let list = try await host.bulkhead("calls").output
                return list.contains("qubes.Filecopy") || copy.hasEnded
            }
            #expect(try await copy.end().status == 0)
            #expect(
                try await arrived().filter { $0.hasPrefix("manager") } == ["manager-1", "manager-2", "manager-large"])
            #expect(
                try await host.shell("beta", "stat -c %s QubesIncoming/alpha/manager-large") == "\(256 << 20)")
            _ = try await host.shell("beta", "rm -rf QubesIncoming/alpha")
        }

        @Test func `the VM of the target is killed: the caller hears of it, and the disk has nothing half`()
            async throws
        {
            let copy = try await beginCopy("target")
            try await host.does("kill", "beta")
            let result = try await copy.end()
            #expect(result.status == 125 || result.status == 1, "\(result.status) \(result.errors)")
            try await host.does("start", "beta")
            try await expectNothingHalf("target")
            _ = try await host.shell("beta", "rm -rf QubesIncoming/alpha")
        }

        @Test func `the VM of the source is killed: the target cleans up`() async throws {
            let copy = try await beginCopy("source")
            try await host.does("kill", "alpha")
            _ = try await copy.end()
            try await eventually("the receiver has cleaned up") {
                try await !arrived().contains { $0.hasPrefix("INCOMPLETE-") }
            }
            try await expectNothingHalf("source")
            try await host.does("start", "alpha")
        }

        @Test func `a VM that floods is refused, and slows nobody else`() async throws {
            try await host.does("start", "gamma")
            let flood = try host.beginShell(
                "alpha",
                "for i in 1 2 3 4; do (while :; do qrexec-client-vm beta no.Such </dev/null; done) & done; wait")
            try await eventually("calls of alpha are refused") { host.managerLog.contains("too many") }
            for _ in 0..<3 {
                #expect(
                    try await host.shell("gamma", "qrexec-client-vm beta qubes.GetDate </dev/null | wc -l") == "1")
            }
            flood.kill()
            try await eventually("how many were refused is on record") {
                try await host.audit("--event", "calls.dropped").contains("alpha")
            }
            try await host.does("shutdown", "gamma")
        }
    }
}
