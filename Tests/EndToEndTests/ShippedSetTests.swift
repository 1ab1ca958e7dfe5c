import Foundation
import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// The seven VMs of `policies/`, all running.
    @Suite(SharedHost(machines: nil, upArguments: []), .timeLimit(.minutes(10)))
    struct ShippedSet {
        static let names = ["banking", "browsing", "corporate", "personal", "sys-firewall", "sys-net", "vault"]
        let host: Host

        init() throws { host = try SharedHost.host }

        /// The part of `ls --json` that the tests look at.
        private struct Row: Decodable {
            let name: String
            let state: String
            let label: String
            let uid: UInt32
            let processID: Int32?

            enum CodingKeys: String, CodingKey {
                case name, state, label, uid
                case processID = "process_id"
            }
        }

        @Test func `up makes seven VMs run, each with a user and a process of its own`() async throws {
            let list = try await host.bulkhead("ls", "--running", "--json")
            let rows = try JSONDecoder().decode([Row].self, from: Data(list.outputBytes))
            #expect(rows.map(\.name) == Self.names)
            #expect(rows.allSatisfy { $0.state == "Running" })
            #expect(rows.map(\.label) == ["green", "red", "blue", "yellow", "green", "red", "black"])
            #expect(Set(rows.map(\.uid)).count == 7)
            #expect(Set(rows.compactMap(\.processID)).count == 7)
            for row in rows {
                let process = try #require(row.processID.flatMap { ProcessEntry(identifier: $0) })
                #expect(process.name == "qemu-system-x86")
                #expect(process.userID == row.uid)
                #expect(host.userIDs.contains(row.uid))
            }
            let again = try await host.up()
            #expect(again.status == 0, "up is no failure where all runs already: \(again.errors)")
        }

        @Test(arguments: names)
        func `a command runs in each VM, as its user, under its host name`(name: String) async throws {
            #expect(
                try await host.shell(name, "hostname; id -un; pwd; echo $HOME")
                    == "\(name)\nuser\n/home/user\n/home/user")
        }

        static let exits: [(line: String, status: Int32)] = [
            ("true", 0), ("exit 3", 3), ("exit 255", 255), ("kill -9 $$", 137), ("kill -TERM $$", 143),
            ("no-such-program", 127),
        ]

        @Test(arguments: exits)
        func `the exit status is that of the command`(line: String, status: Int32) async throws {
            #expect(try await host.bulkhead("run", "corporate", line).status == status)
        }

        @Test func `a program that is not there cannot be run`() async throws {
            let result = try await host.bulkhead("run", "--no-shell", "corporate", "/no/such/program")
            #expect(result.status == 125)
            #expect(result.errors.contains("/no/such/program"))
        }

        @Test func `a mebibyte of any bytes goes in and comes out unchanged`() async throws {
            var state: UInt64 = 88_172_645_463_325_252
            let bytes = (0..<1 << 20).map { _ -> UInt8 in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return UInt8(truncatingIfNeeded: state)
            }
            let result = try await host.bulkhead("run", "-p", "personal", "cat", input: bytes)
            #expect(result.status == 0)
            #expect(result.outputBytes == bytes)
            #expect(result.errors.isEmpty)
        }

        @Test func `output and errors stay apart, and the last bytes arrive`() async throws {
            let result = try await host.bulkhead(
                "run", "-p", "personal", "echo out; echo err >&2; head -c 300000 /dev/zero; exit 4")
            #expect(result.status == 4)
            #expect(result.output.hasPrefix("out\n"))
            #expect(result.outputBytes.count == 300_004)
            #expect(result.errors == "err\n")
        }

        @Test func `-u chooses the user`() async throws {
            #expect(try await host.shell("banking", "id -u; id -un; pwd", user: "root") == "0\nroot\n/root")
            let unknown = try await host.bulkhead("run", "-u", "nobody-here", "banking", "true")
            #expect(unknown.status == 125)
            #expect(unknown.errors.contains("nobody-here"))
        }

        @Test func `many commands run side by side`() async throws {
            let host = host
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<12 {
                    group.addTask { try await host.shell(Self.names[number % 7], "sleep 0.2; echo \(number)") }
                }
                var numbers: Set<String> = []
                for try await number in group { numbers.insert(number) }
                #expect(numbers.count == 12)
            }
        }

        @Test func `the vault has no network interface, and the clock of the host`() async throws {
            #expect(try await host.shell("vault", "ls /sys/class/net") == "lo")
            let guest = try #require(UInt64(try await host.shell("vault", "date +%s")))
            let now = Clock.wallNanoseconds() / 1_000_000_000
            #expect(now >= guest && now - guest < 60)
        }

        @Test func `VMs have different random numbers, machine ids and kernel secrets`() async throws {
            var seen: Set<String> = []
            for name in Self.names {
                seen.insert(try await host.shell(name, "cat /proc/sys/kernel/random/uuid /etc/machine-id"))
            }
            #expect(Set(seen.flatMap { $0.split(separator: "\n") }).count == 14)
        }

        // MARK: Walls

        @Test func `no VM can get at the volume of another`() async throws {
            for name in Self.names {
                let process = try await host.process("qemu-system-x86_64", of: name)
                let root = "/proc/\(process.identifier)/root"
                let opened = try FileSystem.list("/proc/\(process.identifier)/fd").compactMap {
                    FileSystem.linkTarget("/proc/\(process.identifier)/fd/\($0)")
                }
                #expect(opened.contains { $0.hasSuffix("private.img") }, "\(opened)")
                let status = try await RunningProgram.run(
                    "/usr/bin/stat", ["-c", "%u %a", host.volume(of: name)])
                // Root's, and QEMU holds a descriptor of it: its user could not open it again.
                #expect(status.output == "0 600\n")
                for other in Self.names where other != name {
                    #expect(FileSystem.exists(host.volume(of: other)))
                    #expect(!FileSystem.exists(root + host.volume(of: other)))
                    #expect(!opened.contains { $0.contains("/\(other)/") })
                }
                #expect(try await host.shell(name, "ls /sys/block | grep -c ^vd") == "2")
            }
        }

        @Test func `QEMU and broker have no rights, a filter, and namespaces of their own`() async throws {
            let own = try #require(ProcessEntry(identifier: CurrentProcess.identifier)).namespaces
            var seen: Set<String> = []
            for name in Self.names {
                for program in ["qemu-system-x86_64", "bulkhead-broker"] {
                    let process = try await host.process(program, of: name)
                    let status = try FileSystem.readText("/proc/\(process.identifier)/status")
                    #expect(status.contains("NoNewPrivs:\t1\n"), "\(program) of \(name)")
                    #expect(status.contains("Seccomp:\t2\n"), "\(program) of \(name)")
                    #expect(status.contains("CapEff:\t0000000000000000\n"), "\(program) of \(name)")
                    #expect(status.contains("CapBnd:\t0000000000000000\n"), "\(program) of \(name)")
                    let namespaces = process.namespaces.filter {
                        $0.hasPrefix("mnt:") || $0.hasPrefix("pid:") || $0.hasPrefix("ipc:") || $0.hasPrefix("net:")
                    }
                    #expect(namespaces.count == 4)
                    #expect(namespaces.isDisjoint(with: own), "\(program) of \(name)")
                    seen.formUnion(namespaces)
                    #expect(!FileSystem.exists("/proc/\(process.identifier)/root/etc/shadow"))
                    #expect(!FileSystem.exists("/proc/\(process.identifier)/root/home"))
                }
            }
            #expect(seen.count == 7 * 2 * 4)
        }

        @Test func `the root is verified and read-only below a volatile overlay`() async throws {
            #expect(
                try await host.shell("browsing", "cat /sys/block/vda/ro /sys/block/dm-0/ro", user: "root") == "1\n1")
            #expect(try await host.shell("browsing", "stat -f -c %T /", user: "root") == "overlayfs")
            let write = try await host.bulkhead(
                "run", "-u", "root", "browsing", "dd if=/dev/zero of=/dev/vda bs=4096 count=1 conv=fsync")
            #expect(write.status != 0)
            #expect(try await host.shell("browsing", "touch /etc/new && ls /etc/new", user: "root") == "/etc/new")
        }

        // MARK: Looking in

        @Test func `the console answers a pipe`() async throws {
            try await host.consoleAnswers("sys-net")
        }

        @Test func `the console on a terminal answers, and Ctrl-] leaves it as it was`() async throws {
            let terminal = try host.terminal("console", "sys-firewall")
            let before = terminal.settings
            try terminal.expect("Ctrl-] leaves it")
            try terminal.type("\r")
            try terminal.expect("root@sys-firewall")
            try terminal.type("echo answer-$((40 + 2))\r")
            try terminal.expect("answer-42")
            try terminal.type("\u{1d}")
            #expect(try terminal.end() == 0)
            #expect(terminal.settings == before)
        }

        @Test func `logs shows the console, and what QEMU and the broker wrote`() async throws {
            let console = try await host.bulkhead("logs", "vault")
            #expect(console.status == 0)
            #expect(console.output.contains("Press Enter for a shell."), "\(console.output)")
            for kind in ["--qemu", "--broker"] {
                let log = try await host.bulkhead("logs", "vault", kind)
                #expect(log.status == 0 || log.errors.contains("no \(kind.dropFirst(2)) log"), "\(log.errors)")
            }
            #expect(try await host.bulkhead("logs", "vault", "-n", "1").output.split(separator: "\n").count == 1)
        }

        @Test func `a paused VM does not compute, and goes on where it was`() async throws {
            let counter = try host.begin("run", "-p", "browsing", "while :; do echo x; sleep 0.01; done")
            try await eventually("the counter counts") { counter.output.count > 20 }
            try await host.does("pause", "browsing")
            let paused = try await host.machine("browsing")
            #expect(paused.state == .paused)
            // What was on its way has arrived when two looks some time apart see the same.
            var before = -1
            try await eventually("nothing more comes") {
                defer { before = counter.output.count }
                try await Task.sleep(for: .milliseconds(200))
                return counter.output.count == before
            }
            let refused = try await host.bulkhead("run", "browsing", "true")
            #expect(refused.status == 125)
            #expect(refused.errors.lowercased().contains("paused"), "\(refused.errors)")
            let again = try await host.bulkhead("pause", "browsing")
            #expect(again.status == 1)
            #expect(again.errors.contains("browsing"))
            try await host.does("unpause", "browsing")
            #expect(try await host.machine("browsing").state == .running)
            try await eventually("the counter goes on") { counter.output.count > before }
            #expect(try await host.machine("browsing").processID == paused.processID)
            // Its clock is that of the host again, not behind by the pause.
            let guest = try #require(UInt64(try await host.shell("browsing", "date +%s")))
            #expect(Clock.wallNanoseconds() / 1_000_000_000 - guest < 60)
            counter.kill()
            _ = try await counter.end()
        }

        // MARK: Refusals

        static let refusals: [(arguments: [String], words: [String])] = [
            (["start", "vault"], ["vault", "running"]),
            (["unpause", "vault"], ["vault", "running"]),
            (["start", "personel"], ["personel", "personal"]),
            (["show", "bankin"], ["bankin"]),
            (["kill", "no-such-vm"], ["no-such-vm"]),
            (["shutdown", "--wait", "sys-firewall"], ["sys-firewall", "personal"]),
        ]

        @Test(arguments: refusals)
        func `what cannot be done is refused in words, and changes nothing`(
            arguments: [String], words: [String]
        ) async throws {
            let result = try await host.bulkhead(arguments)
            #expect(result.status == 1)
            #expect(result.errors.hasPrefix("bulkhead: "))
            for word in words { #expect(result.errors.lowercased().contains(word), "\(result.errors)") }
            #expect(try await host.bulkhead("ls", "--running", "--raw-list").output.split(separator: "\n").count == 7)
        }

        @Test func `an ordinary user is refused`() async throws {
            // Where everybody can read it, wherever the checkout is.
            let copy = host.directory + "/bulkhead"
            try FileSystem.writeAtomically(
                copy, FileSystem.read(Requirements.programs + "/bulkhead", limit: 1 << 30), mode: 0o755)
            for (arguments, status): ([String], Int32) in [
                (["ls"], 1), (["kill", "vault"], 1), (["run", "-p", "vault", "id"], 126), (["console", "vault"], 1),
                (["down"], 1),
            ] {
                let result = try await RunningProgram.run(
                    "/usr/bin/setpriv",
                    ["--reuid", "65534", "--regid", "65534", "--clear-groups", copy] + arguments,
                    environment: ["BULKHEAD_RUN=\(host.run)"])
                #expect(result.status == status, "\(arguments): \(result.errors)")
                #expect(result.errors.contains("member of the group 'bulkhead'"), "\(result.errors)")
                #expect(result.output.isEmpty)
            }
            #expect(try await host.machine("vault").state == .running)
        }

        @Test func `a second manager refuses to start and harms nothing`() async throws {
            let first = try await host.managerProcess()
            let second = try await RunningProgram.run(
                Requirements.programs + "/bulkheadd",
                [
                    "--config", host.configuration, "--run-directory", host.run, "--state-directory", host.state,
                    "--images", host.images,
                ])
            #expect(second.status != 0)
            #expect(second.errors.contains(host.run) || second.errors.contains("\(first)"), "\(second.errors)")
            #expect(try await host.managerProcess() == first)
            #expect(try await host.shell("vault", "echo fine") == "fine")
        }

        @Test func `status and show tell about the manager and a VM`() async throws {
            let status = try await host.bulkhead("status", "--json")
            #expect(
                status.output.contains("\"\(host.run)\"") && status.output.contains("\"Running\": 7"),
                "\(status.output)")
            let show = try await host.bulkhead("show", "vault")
            #expect(show.output.contains("Running") && show.output.contains(host.volume(of: "vault")), "\(show.output)")
            let machine = try await host.machine("vault")
            #expect(machine.agentState == "ready")
            #expect(machine.startDurationMilliseconds > 0)
            #expect(machine.residentMiB > 10 && machine.residentMiB < 512)
        }
    }
}
