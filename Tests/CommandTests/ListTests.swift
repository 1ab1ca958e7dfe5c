import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ListTests {
    private func run(_ arguments: String...) async throws -> CommandRun {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(arguments, bus: manager.daemon.address)
        await manager.stop()
        return run
    }

    @Test func `ls shows the columns of Qubes`() async throws {
        let run = try await run("ls")
        #expect(
            run.output == """
                NAME          STATE    CLASS      LABEL   TEMPLATE   NETVM
                browsing      Paused   DispVM     red     debian-12  sys-firewall
                personal      Halted   AppVM      yellow  debian-12  sys-firewall
                sys-firewall  Running  ServiceVM  green   debian-12  sys-net
                sys-net       Running  ServiceVM  red     debian-12  -
                vault         Crashed  AppVM      black   debian-12  -

                """)
        #expect(run.code == 0)
        #expect(run.errors.isEmpty)
    }

    @Test func `ls --tree shows who gives whom its network`() async throws {
        let run = try await run("ls", "--tree", "-O", "name,state")
        #expect(
            run.output == """
                NAME             STATE
                sys-net          Running
                └─ sys-firewall  Running
                   ├─ browsing   Paused
                   └─ personal   Halted
                vault            Crashed

                """)
    }

    @Test func `ls shows the columns that are asked for, numbers to the right, in the order that is asked for`()
        async throws
    {
        let run = try await run("ls", "--format", "memory,name,resident", "--sort", "memory")
        #expect(
            run.output == """
                MEMORY  NAME          RESIDENT
                   192  sys-firewall        58
                   192  sys-net             61
                   256  personal             -
                   256  vault                -
                   512  browsing             -

                """)
    }

    @Test(arguments: [
        (["--running"], "sys-firewall\nsys-net\n"), (["--paused", "--halted"], "browsing\npersonal\n"),
        (["--class", "AppVM"], "personal\nvault\n"), (["--label", "red"], "browsing\nsys-net\n"),
        (["--tags", "private,other"], "personal\n"), (["--netvm-is", "sys-firewall"], "browsing\npersonal\n"),
        (["--netvm-is", ""], "sys-net\nvault\n"), (["--template-source", "none"], ""),
        (["vault", "sys-net"], "sys-net\nvault\n"),
    ])
    func `ls shows only what is asked for`(arguments: [String], names: String) async throws {
        let manager = try await FakeManager.make()
        let run = try await CommandRun.run(["ls", "--raw-list"] + arguments, bus: manager.daemon.address)
        #expect(run.output == names)
        await manager.stop()
    }

    @Test func `ls --raw-data is for scripts`() async throws {
        let run = try await run("ls", "--raw-data", "-O", "name,netvm,tags", "--running")
        #expect(run.output == "sys-firewall|sys-net|system\nsys-net||system\n")
    }

    @Test func `ls --json tells everything, in an order that stays`() async throws {
        let run = try await run("ls", "--json", "vault")
        #expect(
            run.output == """
                [
                  {
                    "agent_state": null,
                    "autostart": false,
                    "class": "AppVM",
                    "definition_current": false,
                    "label": "black",
                    "memory_mib": 256,
                    "name": "vault",
                    "netvm": null,
                    "private_mib": 0,
                    "private_volume": null,
                    "private_volume_mib": 0,
                    "process_id": null,
                    "provides_network": false,
                    "resident_mib": 0,
                    "restarts": 3,
                    "shared_mib": 0,
                    "start_duration_ms": null,
                    "start_mode": null,
                    "started_at_ms": null,
                    "state": "Crashed",
                    "state_reason": "QEMU ended with signal 9.",
                    "tags": [],
                    "template": "debian-12",
                    "template_version": null,
                    "uid": 200004,
                    "vcpus": 1
                  }
                ]

                """)
    }

    @Test func `a wrong column is named, with the one that was meant`() async throws {
        let run = try await run("ls", "-O", "name,stat")
        #expect(run.code == 64)
        #expect(
            run.errors.hasPrefix("bulkhead: there is no column 'stat'; did you mean 'state'?\n  columns: name,state,"))
    }

    @Test func `a VM that is not there is named`() async throws {
        let run = try await run("ls", "valut")
        #expect(run.code == 1)
        #expect(
            run.errors == """
                bulkhead: there is no VM named 'valut'
                  'bulkhead ls' shows the names of all VMs

                """)
    }

    @Test func `show tells everything about a VM`() async throws {
        let run = try await run("show", "personal")
        #expect(
            run.output == """
                Name              personal
                State             Halted
                Reason            -
                Class             AppVM
                Label             yellow
                Template          debian-12
                Template version  -
                Netvm             sys-firewall
                Provides network  no
                Memory            256 MiB
                Resident          -
                Private           -
                Shared            -
                Processors        1
                Tags              private
                Autostart         yes
                User id           200002
                Process           -
                Agent             -
                Restarts          0
                Started           -
                Start took        -
                Started by        -
                Private volume    /var/lib/bulkhead/volumes/personal.luks
                Private size      2048 MiB
                Definition        current

                """)
        let missing = try await self.run("show", "nobody")
        #expect(missing.code == 1)
        #expect(missing.errors.hasPrefix("bulkhead: there is no VM named 'nobody'\n"))
    }

    @Test func `complete-names prints names, and nothing where there is no manager`() async throws {
        #expect(try await run("complete-names").output == "browsing\npersonal\nsys-firewall\nsys-net\nvault\n")
        let none = try await CommandRun.run(["complete-names", "--run-directory", "/nonexistent"])
        #expect(none == CommandRun(code: 1, output: "", errors: ""))
    }
}
