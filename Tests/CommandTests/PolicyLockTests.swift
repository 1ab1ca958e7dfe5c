import LinuxIO
import Testing

/// `policy keygen`, `sign` and `verify`, as a person uses them.
@Suite struct PolicyLockTests {
    private let folder: String
    private var configuration: String { folder + "/config" }

    init() throws {
        folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-lock-")
        try FileSystem.makeDirectory(folder + "/config/policy.d")
    }

    private func run(_ arguments: String...) async throws -> CommandRun {
        try await CommandRun.run(["policy"] + arguments)
    }

    private func write(_ path: String, _ text: String) throws {
        try FileSystem.makeDirectory(FileSystem.parent(of: configuration + "/" + path))
        try FileSystem.writeAtomically(configuration + "/" + path, Array(text.utf8))
    }

    private func prepare() async throws {
        try write("policy.d/05-locked.policy", "qubes.Filecopy * * vault deny\n")
        try write("bulkhead.toml", "[policy]\nlocked_key = \"company.pub\"\n")
        #expect(try await run("keygen", folder + "/key", "--public", configuration + "/company.pub").code == 0)
    }

    @Test func `a layer is signed, verified, changed and found out`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try await prepare()
        let unsigned = try await run("verify", configuration)
        #expect(unsigned.code == 1)
        #expect(unsigned.output.hasPrefix("policy.d/05-locked.sig:1:1: the signature of the locked layer is missing"))
        let signed = try await run("sign", configuration, "--key", folder + "/key")
        #expect(signed.output.hasPrefix("Version 1, signed by "))
        #expect(signed.output.contains("  assertions.d/05-locked.assert: none, and none may be added\n"))
        let good = try await run("verify", configuration)
        #expect(good.code == 0)
        #expect(good.output.hasPrefix("Version 1, signed by "))
        try write("policy.d/05-locked.policy", "qubes.Filecopy * * vault allow\n")
        let bad = try await run("verify", configuration)
        #expect(bad.code == 1)
        #expect(bad.output.hasPrefix("policy.d/05-locked.policy:1:1: the file is not the one that was signed"))
    }

    @Test func `each signing is one version more, and an old one is not good enough`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try await prepare()
        for version in 1...3 {
            let signed = try await run("sign", configuration, "--key", folder + "/key")
            #expect(signed.output.hasPrefix("Version \(version), "))
        }
        #expect(try await run("verify", configuration, "--minimum-version", "3").code == 0)
        #expect(try await run("verify", configuration, "--minimum-version", "4").code == 1)
        let json = try await run("verify", configuration, "--json")
        #expect(json.output.contains("\"version\": 3"))
        #expect(try await run("sign", configuration, "--key", folder + "/key", "--version", "0").code == 64)
    }

    @Test func `the wrong key is told from the right one`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try await prepare()
        #expect(try await run("keygen", folder + "/other").code == 0)
        #expect(try await run("sign", configuration, "--key", folder + "/other").code == 0)
        #expect(try await run("verify", configuration).code == 1)
        #expect(try await run("verify", configuration, "--key", folder + "/other.pub").code == 0)
    }

    @Test func `a key is never overwritten, and a public key signs nothing`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try await prepare()
        let again = try await run("keygen", folder + "/key")
        #expect(again.code == 1)
        #expect(again.errors.contains(folder + "/key"))
        let sign = try await run("sign", configuration, "--key", configuration + "/company.pub")
        #expect(sign.code == 2)
        #expect(sign.errors.contains("not a key of this kind"))
        #expect(!FileSystem.exists(configuration + "/policy.d/05-locked.sig"))
    }

    @Test func `a folder, a key and a layer that are not there are named`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        #expect(try await run("verify", folder + "/none").errors.contains(folder + "/none"))
        #expect(try await run("sign", configuration, "--key", folder + "/none").errors.contains(folder + "/none"))
        #expect(try await run("keygen", folder + "/key").code == 0)
        let sign = try await run("sign", configuration, "--key", folder + "/key")
        #expect(sign.code == 2)
        #expect(sign.errors.contains("05-locked.policy"))
        #expect(
            try await run("verify", configuration)
                == CommandRun(code: 0, output: "There is no locked layer.\n", errors: ""))
    }

    @Test func `a policy that the manager refuses is not called usable`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try await prepare()
        try write("vms.d/vault.toml", "class = \"AppVM\"\nlabel = \"black\"\ntemplate = \"debian-12\"\n")
        #expect(try await run("sign", configuration, "--key", folder + "/key").code == 0)
        for verb in [["policy", "check"], ["check"]] {
            let good = try await CommandRun.run(verb + [configuration])
            #expect(good.code == 0, "\(good)")
        }
        #expect(try await run("eval", "-c", configuration, "vault", "dom0", "s").errors == "")

        try write("assertions.d/50-home.assert", "never service qubes.Filecopy vault -> vault\nnonsense\n")
        for verb in [["policy", "check"], ["check"]] {
            let bad = try await CommandRun.run(verb + [configuration])
            #expect(bad.code == 1)
            #expect(bad.output.contains(configuration + "/assertions.d/50-home.assert:2:1: "), "\(bad.output)")
        }
        try FileSystem.remove(configuration + "/assertions.d/50-home.assert")

        try write("policy.d/05-locked.policy", "qubes.Filecopy * * vault allow\n")
        for verb in [["policy", "check"], ["check"]] {
            let bad = try await CommandRun.run(verb + [configuration])
            #expect(bad.code == 1)
            #expect(
                bad.output.contains(
                    configuration + "/policy.d/05-locked.policy:1:1: the file is not the one that was signed"),
                "\(bad.output)")
        }
        let check = try await run("check", configuration, "--json")
        #expect(check.code == 1 && check.output.contains("\"usable\": false"))
        let eval = try await run("eval", "-c", configuration, "dom0", "vault", "qubes.Filecopy")
        #expect(eval.errors.hasPrefix("warning: the manager refuses this policy: "))
    }

    @Test func `check tells which assertion is broken, and by what`() async throws {
        defer { try? FileSystem.removeTree(folder) }
        try write("policy.d/50-home.policy", "qubes.Filecopy * work vault allow\n")
        try write("assertions.d/50-home.assert", "never service qubes.Filecopy work -> vault\n")
        for name in ["work", "vault"] {
            try write("vms.d/\(name).toml", "class = \"AppVM\"\nlabel = \"black\"\ntemplate = \"debian-12\"\n")
        }
        let bad = try await run("check", configuration)
        #expect(bad.code == 1)
        #expect(bad.output.contains(configuration + "/assertions.d/50-home.assert:1:1: "), "\(bad.output)")
        #expect(bad.output.hasSuffix("and the manager refuses them: 1 error\n"))
        try write("policy.d/50-home.policy", "qubes.Filecopy * work vault deny\n")
        let good = try await run("check", configuration)
        #expect(good.code == 0 && good.output.hasSuffix(", 1 assertion, no errors\n"))
    }
}
