import Machines
import ManagerClient
import Policy
import SystemBus
import Testing

@testable import Manager

@Suite struct `A reload of configuration and policy` {
    private let host: PolicyHost

    init() throws { host = try PolicyHost() }

    private func allow(_ rule: String = "qubes.Filecopy * personal work allow") throws {
        try host.write("policy.d/50-home.policy", rule + "\n")
    }

    @Test func `without a policy everything is denied, and the status says so`() async throws {
        let registry = try await host.registry()
        #expect(await registry.copies("personal", "work") == .deny)
        let snapshot = await registry.snapshot()
        #expect(snapshot.policy == PolicySnapshot())
        #expect(snapshot.isConfigurationCurrent)
    }

    @Test func `a manager that starts takes the policy`() async throws {
        try allow()
        let registry = try await host.registry()
        #expect(await registry.copies("personal", "work") == .allow)
        let policy = await registry.snapshot().policy
        #expect(policy.generation == 1)
        #expect(policy.ruleCount == 1)
        #expect(policy.digest.utf8.count == 64)
        #expect(policy.disk == .current)
        #expect(policy.problems == [])
        #expect(policy.loadedAtMilliseconds > 0)
    }

    @Test func `a manager that starts with a bad policy denies everything, and says why`() async throws {
        try allow("qubes.Filecopy * personal work allwo")
        let registry = try await host.registry()
        #expect(await registry.copies("personal", "work") == .deny)
        let policy = await registry.snapshot().policy
        #expect(policy.generation == 0)
        #expect(policy.disk == .refused)
        #expect(policy.problems.first?.contains("50-home.policy:1:") == true)
        // Its VMs can be used all the same.
        #expect(await registry.names.map(\.text) == ["personal", "work"])
    }

    @Test func `a broken policy is refused with its errors, the old one decides on, and the mended one is taken`()
        async throws
    {
        try allow()
        let registry = try await host.registry()
        let before = await registry.snapshot().policy
        try allow("qubes.Filecopy * personal work allow\nqubes.Filecopy * work personal allwo")
        let refusal = await registry.refusal()
        #expect(refusal?.name == ManagerFailureKind.configuration.rawValue)
        #expect(refusal?.message.contains("generation 1 stays in force") == true)
        #expect(refusal?.message.contains("50-home.policy:2:") == true)
        var policy = await registry.snapshot().policy
        #expect((policy.generation, policy.digest) == (1, before.digest))
        #expect(policy.disk == .refused)
        #expect(policy.problemCount == 1)
        #expect(await registry.copies("work", "personal") == .deny)
        try allow("qubes.Filecopy * work personal allow")
        #expect(await registry.refusal() == nil)
        policy = await registry.snapshot().policy
        #expect(policy.generation == 2)
        #expect(policy.digest != before.digest)
        #expect(policy.disk == .current)
        #expect(await registry.copies("work", "personal") == .allow)
        #expect(await registry.copies("personal", "work") == .deny)
    }

    @Test func `a change on the disk is told without a reload`() async throws {
        try allow()
        let registry = try await host.registry()
        try allow("qubes.Filecopy * work personal allow")
        #expect(await registry.snapshot(looking: false).policy.disk == .current)
        #expect(await registry.snapshot().policy.disk == .modified)
        #expect(await registry.snapshot(looking: false).policy.disk == .modified)
    }

    @Test func `a VM that comes is called by the rules that come with it`() async throws {
        try allow()
        let registry = try await host.registry()
        try host.define("vault")
        try allow("qubes.Filecopy * personal vault allow")
        #expect(await registry.refusal() == nil)
        #expect(await registry.copies("personal", "vault") == .allow)
        try host.remove("vms.d/vault.toml")
        #expect(await registry.refusal() == nil)
        #expect(await registry.copies("personal", "vault") == .deny)
        #expect(await registry.copies("vault", "personal") == .deny)
    }

    @Test func `a tag that a VM gets or loses counts after the reload`() async throws {
        try allow("qubes.Filecopy * @tag:trusted work allow")
        let registry = try await host.registry()
        #expect(await registry.copies("personal", "work") == .deny)
        try host.define("personal", tags: ["trusted"])
        #expect(await registry.copies("personal", "work") == .deny)
        #expect(await registry.refusal() == nil)
        #expect(await registry.copies("personal", "work") == .allow)
    }

    @Test func `a bad policy keeps new VMs out, and a bad VM keeps a new policy out`() async throws {
        try allow()
        let registry = try await host.registry()
        try host.define("vault")
        try allow("nonsense")
        #expect(await registry.refusal() != nil)
        #expect(await registry.names.map(\.text) == ["personal", "work"])
        var snapshot = await registry.snapshot()
        #expect(!snapshot.isConfigurationCurrent)
        #expect(snapshot.configurationProblems == [])
        try allow("qubes.Filecopy * work personal allow")
        try host.write("vms.d/vault.toml", "clas = \"AppVM\"\n")
        #expect(await registry.refusal()?.message.contains("vms.d/vault.toml:1:1") == true)
        #expect(await registry.copies("work", "personal") == .deny)
        #expect(await registry.copies("personal", "work") == .allow)
        try host.define("vault")
        #expect(await registry.refusal() == nil)
        snapshot = await registry.snapshot()
        #expect(snapshot.isConfigurationCurrent)
        #expect(snapshot.policy.generation == 2)
        #expect(await registry.names.map(\.text) == ["personal", "vault", "work"])
    }

    @Test func `an assertion about the VMs refuses a change of the VMs`() async throws {
        try allow("qubes.Filecopy * @tag:trusted work allow")
        try host.write("assertions.d/50-home.assert", "expect deny qubes.Filecopy+ personal -> work\n")
        let registry = try await host.registry()
        #expect(await registry.snapshot().policy.assertionCount == 1)
        try host.define("personal", tags: ["trusted"])
        #expect(await registry.refusal()?.message.contains("assertions.d/50-home.assert:1:") == true)
        #expect(await registry.copies("personal", "work") == .deny)
    }

    @Test func `many reloads at once leave one state`() async throws {
        try allow()
        let registry = try await host.registry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { #expect(await registry.refusal() == nil) } }
        }
        #expect(await registry.snapshot().policy.generation == 9)
    }

    @Test func `a locked key in the settings is asked for its layer`() async throws {
        try allow()
        let registry = try await host.registry()
        try host.write("bulkhead.toml", "[uids]\nfirst = 3900000000\ncount = 16\n[policy]\nlocked_key = \"no.pub\"\n")
        #expect(await registry.refusal()?.message.contains("no.pub") == true)
        #expect(await registry.copies("personal", "work") == .allow)
    }
}
