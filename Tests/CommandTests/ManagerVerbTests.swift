import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ManagerVerbTests {
    @Test func `status tells facts first and problems last`() async throws {
        let manager = try await FakeManager.make()
        await manager.setProblems(["vms.d/a.toml:3:1: unknown key 'netwm'; did you mean 'netvm'?"])
        let run = try await CommandRun.run(["status"], bus: manager.daemon.address)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        #expect(lines.first?.hasPrefix("Manager        running for ") == true)
        #expect(
            lines.dropFirst().joined(separator: "\n") == """
                Accelerator    tcg: no /dev/kvm
                Configuration  /etc/bulkhead, the running one is older than the files, 1 problem
                Policy         none, every call between VMs is denied, there is no policy.d
                State          /var/lib/bulkhead
                Run            /run/bulkhead
                Memory         512 of 16000 MiB reserved
                VMs            5, 1 Halted, 2 Running, 1 Paused, 1 Crashed
                vms.d/a.toml:3:1: unknown key 'netwm'; did you mean 'netvm'?
                vault: QEMU ended with signal 9.

                """)
        await manager.stop()
    }

    @Test func `status --json is stable`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(["status", "--json"], bus: manager.daemon.address)
        #expect(
            run.output == """
                {
                  "accelerator": "tcg",
                  "accelerator_reason": "no /dev/kvm",
                  "configuration_current": true,
                  "configuration_directory": "/etc/bulkhead",
                  "configuration_problems": [],
                  "memory_reserved_mib": 512,
                  "memory_total_mib": 16000,
                  "policy": {
                    "assertions": null,
                    "disk": "absent",
                    "generation": null,
                    "loaded_at_ms": null,
                    "locked_version": null,
                    "problem_count": 0,
                    "problems": [],
                    "rules": null,
                    "sha256": null
                  },
                  "process_id": 4242,
                  "run_directory": "/run/bulkhead",
                  "snapshots": [],
                  "started_at_ms": 1700000000000,
                  "state_directory": "/var/lib/bulkhead",
                  "version": "0.1.0",
                  "vms": 5,
                  "vms_by_state": {
                    "Crashed": 1,
                    "Halted": 1,
                    "Paused": 1,
                    "Running": 2
                  }
                }

                """)
        await manager.stop()
    }

    @Test func `without a manager every verb says where it looked and what to do`() async throws {
        for verb in [["ls"], ["status"], ["show", "a"], ["start", "a"], ["console", "a"], ["logs", "a"]] {
            let run = try await CommandRun.run(verb + ["--run-directory", "/nonexistent"])
            #expect(run.code == 1)
            #expect(
                run.errors == """
                    bulkhead: no manager is running (looked at: /nonexistent/bus-address: No such file or directory)
                      start it with 'bulkhead up', or name its bus with --bus or --run-directory

                    """)
        }
        let down = try await CommandRun.run(["down", "--run-directory", "/nonexistent"])
        #expect(down == CommandRun(code: 0, output: "No manager is running.\n", errors: ""))
    }

    @Test func `the manager is found by the address file of its run directory`() async throws {
        let manager = try await FakeManager.make()
        try FileSystem.writeAtomically(
            manager.daemon.directory + "/bus-address", Array((manager.daemon.address + "\n").utf8))
        let run = try await CommandRun.run(["ls", "--raw-list", "--run-directory", manager.daemon.directory])
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("browsing\n"))
        await manager.stop()
    }

    @Test func `a caller without the right is told so`() async throws {
        let manager = try await FakeManager.make()
        await manager.refuseAll()
        let run = try await CommandRun.run(["ls"], bus: manager.daemon.address)
        #expect(run.code == 1)
        #expect(
            run.errors.hasSuffix("may not use the manager\n  run it as root or as a member of the group 'bulkhead'\n"))
        let command = try await CommandRun.run(["run", "sys-net", "true"], bus: manager.daemon.address)
        #expect(command.code == 126)
        await manager.stop()
    }

    @Test func `up with a running manager starts what starts with it, and shows the table`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(["up"], bus: manager.daemon.address)
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("personal: Transient\npersonal: Running after 80 ms\nNAME "))
        #expect(run.output.contains("personal      Running  AppVM"))
        await manager.stop()
    }

    @Test func `up fails when a VM does not start, and says why`() async throws {
        let manager = try await FakeManager.make()
        try await manager.add(
            MachineSnapshot(
                name: "broken", state: .halted, machineClass: .appVM, label: .blue, memoryMiB: 64, vcpus: 1,
                autostart: true))
        let run = try await CommandRun.run(["up"], bus: manager.daemon.address)
        #expect(run.code == 1)
        #expect(
            run.errors == """
                bulkhead: broken did not start: The kernel is missing.
                  'bulkhead logs broken' shows its console

                """)
        await manager.stop()
    }

    @Test func `up says what kept the manager from starting`() async throws {
        let run = try await CommandRun.run(["up", "--config", "/nonexistent", "--run-directory", "/tmp/none"])
        #expect(run.code == 1)
        #expect(run.errors.hasPrefix("bulkhead: there is no configuration folder /nonexistent\n"))
    }

    @Test func `up shows the last words of a manager that ends at once`() async throws {
        let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-up-")
        defer { try? FileSystem.removeTree(folder) }
        // The program looks for the manager beside itself, so both are put into a folder of their own.
        let program = try FileSystem.read(CommandRun.program, limit: 256 << 20)
        try FileSystem.writeAtomically(folder + "/bulkhead", program, mode: 0o755)
        let script = "#!/bin/sh\necho \"$@\"\necho 'the kernel is missing' >&2\nexit 3\n"
        try FileSystem.writeAtomically(folder + "/bulkheadd", Array(script.utf8), mode: 0o755)
        let run = try await CommandRun.run(
            ["up", "--config", folder, "--run-directory", folder + "/run", "--images", "/i"],
            program: folder + "/bulkhead")
        #expect(run.code == 1)
        #expect(
            run.errors == """
                bulkhead: the manager \(folder)/bulkheadd ended at once with status 3: --config \(folder) \
                --run-directory \(folder)/run --images /i / the kernel is missing
                  its log is \(folder)/run/bulkheadd.log

                """)
    }

    @Test func `down waits for the end of the manager`() async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(["down"], bus: manager.daemon.address)
        #expect(run == CommandRun(code: 0, output: "All VMs are down, and the manager has ended.\n", errors: ""))
        await manager.stop()
    }

    @Test func `status --watch without a terminal prints changes until the manager ends`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        let (seen, continuation) = AsyncStream.makeStream(of: String.self)
        async let output = CommandRun.follow(["status", "--watch"], bus: address) { continuation.yield($0) }
        for await text in seen where text.contains("vault: Crashed") { break }
        try await manager.start("personal")
        for await text in seen where text.contains("personal: Running") { break }
        await manager.stop()
        let text = try await output
        #expect(text.hasPrefix("browsing: Paused\npersonal: Halted\n"))
        #expect(
            text.hasSuffix(
                "vault: Crashed, QEMU ended with signal 9.\npersonal: Transient\npersonal: Running after 80 ms\n"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completions know the names of VMs`(shell: String) async throws {
        let run = try await CommandRun.run(["completions", shell])
        #expect(run.code == 0)
        #expect(run.output.contains("bulkhead complete-names"))
    }

    @Test func `the help tells exit codes, and names every verb`() async throws {
        let run = try await CommandRun.run(["--help"])
        #expect(run.code == 0)
        for word in [
            "Exit status: 0 done", "up", "down", "status", "ls", "show", "start", "shutdown", "kill", "restart",
            "reload",
            "pause", "unpause", "run", "console", "logs", "check", "completions",
        ] {
            #expect(run.output.contains(word), "\(word)")
        }
        #expect(!run.output.contains("complete-names"))
        #expect(try await CommandRun.run(["nonsense"]).code == 64)
    }
}
