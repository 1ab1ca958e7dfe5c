import Machines
import Policy
import PolicyFiles
import Testing

@Suite struct `A policy with a locked layer` {
    private let folder: GenerationFolder
    private let store = PolicyStore(world: GenerationFolder.world)

    init() throws {
        folder = try GenerationFolder()
        try folder.makeLocked(version: 3)
        try folder.write("policy.d/00-first.policy", "qubes.Filecopy * * * allow\n")
    }

    private func take() throws(PolicyRefusal) { try folder.take(into: store, isLocked: true) }

    private func refusal() throws -> Problem {
        try #require(#expect(throws: PolicyRefusal.self) { try take() }?.problems.first)
    }

    @Test func `its rules are asked before those of files whose names come first`() throws {
        try take()
        #expect(store.copies("personal", "vault") == .deny)
        #expect(store.copies("personal", "work") == .allow)
        #expect(store.current.compiled.rules.lockedCount == 1)
        #expect(store.current.lockedVersion == 3)
    }

    @Test func `the runtime folder does not hide it`() throws {
        try folder.write("run/policy.d/05-locked.policy", "qubes.Filecopy * * * allow\n")
        try? take()
        #expect(store.copies("personal", "vault") == .deny)
    }

    @Test func `an unsigned change is refused, and what was in force stays`() throws {
        try take()
        try folder.write("policy.d/05-locked.policy", "qubes.Filecopy * * vault allow\n")
        #expect(try refusal().file == "policy.d/05-locked.policy")
        #expect(store.copies("personal", "vault") == .deny)
        #expect(store.current.number == 1)
    }

    @Test func `a version that was in force is remembered, and an older one does not come back`() throws {
        let old = try (folder.read("policy.d/05-locked.policy"), folder.read(LockedLayer.signaturePath))
        try folder.makeLocked(version: 4, rule: "qubes.Filecopy * * work deny")
        try take()
        #expect(try folder.versions.highest(of: folder.key.publicKey) == 4)
        try folder.write("policy.d/05-locked.policy", old.0)
        try folder.write(LockedLayer.signaturePath, old.1)
        #expect(try refusal().message == "version 3 of the locked layer is older than one that was in force")
        // Neither does it for a manager that has just started.
        let next = PolicyStore(world: GenerationFolder.world)
        #expect(throws: PolicyRefusal.self) { try folder.take(into: next, isLocked: true) }
        #expect(next.copies("personal", "work") == .deny)
    }

    @Test func `a layer that is refused leaves no version behind`() throws {
        try folder.write("policy.d/90-bad.policy", "nonsense\n")
        #expect(throws: PolicyRefusal.self) { try take() }
        #expect(try folder.versions.highest(of: folder.key.publicKey) == 0)
    }

    @Test func `a version that cannot be remembered does not come into force`() throws {
        // A file in the place of the folder: true for root as well.
        try folder.writeState("policy", "in the way")
        #expect(throws: PolicyRefusal.self) { try take() }
        #expect(store.current.number == 0)
    }

    @Test func `a key that cannot be read is refused, and the file is named`() throws {
        try folder.remove("locked.pub")
        #expect(try refusal().file == folder.configuration + "/locked.pub")
        try folder.write("locked.pub", "bulkhead-locked-key-1 00\n")
        #expect(try refusal().file == folder.configuration + "/locked.pub")
    }

    @Test func `taking the key away after a layer was in force is told`() throws {
        try take()
        for path in [LockedLayer.files[0], LockedLayer.signaturePath] { try folder.remove(path) }
        let loading = folder.load()
        #expect(loading.errors.isEmpty)
        #expect(loading.warnings.map(\.message).contains { $0.contains("a locked layer was in force on this host") })
    }

    @Test func `an include in it is refused, as nobody signed what it brings in`() throws {
        try folder.makeLocked(version: 4, rule: "!include extra/rules")
        try folder.write("policy.d/extra/rules", "qubes.Filecopy * * * allow\n")
        #expect(throws: PolicyRefusal.self) { try take() }
    }

    @Test func `its assertions hold without the trust that another file states`() throws {
        try folder.write(
            "policy.d/00-first.policy", "qubes.Filecopy * vault work allow\nqubes.Filecopy * work personal allow\n")
        try folder.write("policy.d/05-locked.policy", "qubes.Other * * * deny\n")
        try folder.write("assertions.d/05-locked.assert", "never flow vault ->* personal\n")
        try folder.write("assertions.d/50-home.assert", "trust work\n")
        try folder.sign(version: 4)
        let problem = try refusal()
        #expect(problem.file == "assertions.d/05-locked.assert")
        #expect(problem.message.contains("vault"))
        // Beside it, the trust counts for those who state it.
        try folder.remove("assertions.d/05-locked.assert")
        try folder.sign(version: 5)
        try folder.write("assertions.d/60-home.assert", "never flow vault ->* personal\n")
        try take()
        #expect(store.current.assertionCount == 1)
    }

    @Test func `its assertions hold without the harmlessness that another file states, and with its own`() throws {
        let harmless = "[\"qubes.Filecopy\"]\ndata = \"forward\"\ncontrol = \"none\"\n"
        try folder.write("policy.d/00-first.policy", "qubes.Filecopy * work vault allow\n")
        try folder.write("policy.d/05-locked.policy", "qubes.Other * * * deny\n")
        try folder.write("assertions.d/05-locked.assert", "never flow vault ->* work\n")
        try folder.write("services.d/50-home.toml", harmless)
        try folder.sign(version: 4)
        #expect(try refusal().file == "assertions.d/05-locked.assert")
        try folder.write("services.d/05-locked.toml", harmless)
        try folder.sign(version: 5)
        try take()
        #expect(store.current.lockedVersion == 5)
    }
}
