import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
    /// The policy of a manager that runs: a bad one never takes the place of a good one.
    @Suite(.timeLimit(.minutes(5)))
    struct Policies {
        private static let good = "qubes.Filecopy * personal work allow\n"
        private static let bad = "qubes.Filecopy * personal work allow\nqubes.Filecopy * work personal allwo\n"

        private func write(_ text: String, _ path: String = "policy.d/50-home.policy", on host: Host) throws {
            let full = "\(host.configuration)/\(path)"
            try FileSystem.makeDirectory(FileSystem.parent(of: full))
            try FileSystem.writeAtomically(full, Array(text.utf8))
        }

        /// The lines of `status` about the policy, and the problems behind them.
        private func status(of host: Host) async throws -> String {
            let status = try await host.bulkhead("status")
            #expect(status.status == 0, "\(status.errors)")
            return status.output
        }

        private static let machines = [Definition("personal"), Definition("work")]

        @Test func `good, broken and mended`() async throws {
            try await Host.with(Self.machines, starts: false) { host in
                try write(Self.good, on: host)
                let up = try await host.up("--no-autostart")
                #expect(up.status == 0, "\(up.errors)")
                let first = try await status(of: host)
                #expect(first.contains("generation 1, 1 rule, 0 assertions\n"), "\(first)")

                try write(Self.bad, on: host)
                let ahead = try await status(of: host)
                #expect(ahead.contains("generation 1, 1 rule, 0 assertions, the files are newer and have 1 problem"))
                #expect(ahead.contains("50-home.policy:2:"), "\(ahead)")
                let refused = try await host.bulkhead("reload")
                #expect(refused.status == 1)
                #expect(refused.errors.contains("50-home.policy:2:"), "\(refused.errors)")
                #expect(refused.errors.contains("generation 1 stays in force"), "\(refused.errors)")
                #expect(try await status(of: host).contains("generation 1, 1 rule"))

                try write(Self.good + "qubes.Filecopy * work personal ask\n", on: host)
                #expect(try await status(of: host).contains("the files are newer: 'bulkhead reload' takes them"))
                let taken = try await host.bulkhead("reload")
                #expect(taken.status == 0, "\(taken.errors)")
                #expect(taken.output == "2 VMs; policy: generation 2, 2 rules, 0 assertions\n")
                let json = try await host.bulkhead("status", "--json").output
                #expect(json.contains("\"disk\": \"current\""), "\(json)")
                #expect(json.contains("\"generation\": 2"), "\(json)")
            }
        }

        @Test func `a manager that starts with a broken policy runs, denies all calls and says so`() async throws {
            try await Host.with(Self.machines, starts: false) { host in
                try write(Self.bad, on: host)
                let up = try await host.up("--no-autostart")
                #expect(up.status == 0, "\(up.errors)")
                let text = try await status(of: host)
                #expect(text.contains("none, every call between VMs is denied, the files have 1 problem"), "\(text)")
                #expect(host.managerLog.contains("every call between VMs is denied"))
            }
        }

        @Test func `a locked layer is signed, changed, signed again, and never goes back`() async throws {
            try await Host.with(Self.machines, starts: false) { host in
                let key = host.directory + "/company.key"
                try await host.does("policy", "keygen", key, "--public", host.configuration + "/company.pub")
                let settings = try FileSystem.readText(host.configuration + "/bulkhead.toml")
                try write(settings + "\n[policy]\nlocked_key = \"company.pub\"\n", "bulkhead.toml", on: host)
                try write("qubes.Filecopy * * work deny\n", "policy.d/05-locked.policy", on: host)
                try write(Self.good, on: host)
                try await host.does("policy", "sign", host.configuration, "--key", key)
                let old = try FileSystem.read(host.configuration + "/policy.d/05-locked.sig")
                try await host.does("policy", "verify", host.configuration)
                #expect(try await host.up("--no-autostart").status == 0)
                #expect(try await status(of: host).contains("generation 1, 2 rules, 0 assertions, locked layer 1\n"))

                try write("qubes.Filecopy * * work ask\n", "policy.d/05-locked.policy", on: host)
                #expect(try await host.bulkhead("policy", "verify", host.configuration).status == 1)
                #expect(try await host.bulkhead("reload").errors.contains("05-locked.policy"))
                try await host.does("policy", "sign", host.configuration, "--key", key)
                try await host.does("reload")
                #expect(try await status(of: host).contains("generation 2, 2 rules, 0 assertions, locked layer 2\n"))

                try write("qubes.Filecopy * * work deny\n", "policy.d/05-locked.policy", on: host)
                try FileSystem.writeAtomically(host.configuration + "/policy.d/05-locked.sig", old)
                let back = try await host.bulkhead("reload")
                #expect(back.errors.contains("version 1 of the locked layer is older"), "\(back.errors)")
            }
        }
    }
}
