import LinuxIO
import Machines
import Policy
import PolicyFiles
import Testing

@Suite struct `The policy in force` {
    private let folder: GenerationFolder
    private let store = PolicyStore(world: GenerationFolder.world)

    init() throws { folder = try GenerationFolder() }

    private func take() throws(PolicyRefusal) { try folder.take(into: store) }

    private func look() -> PolicyStoreDisk { store.look(at: folder.source()) }

    private func refused() throws -> PolicyRefusal {
        guard case .refused(let refusal) = look() else {
            throw Problem(file: "", position: .start, message: "the files are not refused")
        }
        return refusal
    }

    private func allow(_ rule: String = "qubes.Filecopy * personal work allow") throws {
        try folder.write("policy.d/50-home.policy", rule + "\n")
    }

    // MARK: Taking

    @Test func `before the first policy everything is denied`() {
        let verdict = store.decide(PolicyRequest(service: "qubes.Filecopy", source: "personal", target: "work"))
        #expect(verdict.decision.outcome == .deny)
        #expect(verdict.generation == 0)
        #expect(store.current.digest == nil)
    }

    @Test func `a first policy with an error changes nothing: everything is denied`() throws {
        try allow("qubes.Filecopy * personal work allwo")
        let refusal = #expect(throws: PolicyRefusal.self) { try take() }
        #expect(refusal?.problems.first?.line == 1)
        #expect(refusal?.problems.first?.file.hasSuffix("50-home.policy") == true)
        #expect(store.copies("personal", "work") == .deny)
        #expect(store.current.number == 0)
        #expect(try refused().errorCount == 1)
    }

    @Test func `a good policy decides, and says which it is`() throws {
        try allow()
        try take()
        #expect(store.copies("personal", "work") == .allow)
        #expect(store.copies("work", "personal") == .deny)
        let current = store.current
        #expect(current.number == 1)
        #expect(current.ruleCount == 1)
        #expect(current.digest?.utf8.count == 64)
        #expect(current.loadedAtMilliseconds == 1_000)
    }

    @Test func `a bad policy does not replace a good one, and all its errors are told`() throws {
        try allow()
        try take()
        let before = store.current.digest
        try allow("qubes.Filecopy * personal work allwo\nqubes.Filecopy * personal vault allow\nshort\n")
        let refusal = #expect(throws: PolicyRefusal.self) { try take() }
        #expect(refusal?.problems.map(\.line) == [1, 3])
        #expect(store.current.number == 1)
        #expect(store.current.digest == before)
        #expect(store.copies("personal", "vault") == .deny)
        try allow("qubes.Filecopy * personal vault allow")
        try take()
        #expect(store.current.number == 2)
        #expect(store.current.digest != before)
        #expect(store.copies("personal", "vault") == .allow)
        #expect(store.copies("personal", "work") == .deny)
    }

    @Test func `no policy at all is none, and no error`() throws {
        try take()
        #expect(store.current.number == 0)
        #expect(look() == .absent)
        #expect(store.copies("personal", "work") == .deny)
    }

    @Test func `a policy in force does not go because its folder went`() throws {
        try allow()
        try take()
        try folder.remove("policy.d")
        let refusal = #expect(throws: PolicyRefusal.self) { try take() }
        #expect(refusal?.problems.first?.file == "policy.d")
        #expect(store.copies("personal", "work") == .allow)
        // An empty folder says it on purpose.
        try FileSystem.makeDirectory(folder.configuration + "/policy.d")
        try take()
        #expect(store.current.number == 2)
        #expect(store.copies("personal", "work") == .deny)
    }

    @Test func `a file of the runtime folder hides the one of its name`() throws {
        try allow()
        try folder.write("run/policy.d/50-home.policy", "qubes.Filecopy * personal vault allow\n")
        try take()
        #expect(store.copies("personal", "work") == .deny)
        #expect(store.copies("personal", "vault") == .allow)
    }

    @Test func `other VMs are decided about at once, by the same generation`() throws {
        try allow("qubes.Filecopy * @tag:trusted * allow autostart=no")
        try take()
        #expect(store.copies("personal", "work") == .deny)
        var work = GenerationFolder.machine("work")
        work.powerState = "Running"
        store.update(world: World([GenerationFolder.machine("personal", tags: ["trusted"]), work]))
        #expect(store.copies("personal", "work") == .allow)
        work.powerState = "Halted"
        store.update(world: World([GenerationFolder.machine("personal", tags: ["trusted"]), work]))
        #expect(store.copies("personal", "work") == .deny)
        #expect(store.current.number == 1)
    }

    // MARK: Assertions

    @Test func `an assertion that does not hold refuses the policy, with the path`() throws {
        try allow("qubes.Filecopy * vault work allow\nqubes.Filecopy * work personal allow")
        try folder.write("assertions.d/50-home.assert", "# ours\nnever flow vault ->* personal\n")
        let problem = try #require(#expect(throws: PolicyRefusal.self) { try take() }?.problems.first)
        #expect(problem.file == "assertions.d/50-home.assert")
        #expect(problem.line == 2)
        let rules = folder.configuration + "/policy.d/50-home.policy"
        for step in [
            "vault -> work: qubes.Filecopy+, allow by \(rules):1",
            "work -> personal: qubes.Filecopy+, allow by \(rules):2",
        ] {
            #expect(problem.message.contains(step), "\(problem.message)")
        }
        #expect(store.current.number == 0)
        try allow("qubes.Filecopy * vault work allow\nqubes.Filecopy * personal work allow")
        try folder.write(
            "assertions.d/50-home.assert",
            "never flow vault ->* personal via allow\nexpect deny qubes.Filecopy+ vault -> personal\n")
        // What comes back from a service that nobody describes may be anything.
        try? take()
        #expect(store.current.number == 0)
        try allow("qubes.Filecopy * vault work allow")
        try take()
        #expect(store.current.assertionCount == 2)
    }

    @Test func `an assertion that cannot be read refuses the policy`() throws {
        try allow()
        try folder.write("assertions.d/50-home.assert", "nevr flow vault ->* personal\n")
        let problem = #expect(throws: PolicyRefusal.self) { try take() }?.problems.first
        #expect(problem?.description.contains("did you mean 'never'") == true)
    }

    @Test func `a service that is described as one way carries nothing back`() throws {
        try allow("qubes.Filecopy * work vault allow")
        try folder.write("assertions.d/50-home.assert", "never flow vault ->* work\n")
        #expect(throws: PolicyRefusal.self) { try take() }
        try folder.write("services.d/50-home.toml", "[\"qubes.Filecopy\"]\ndata = \"forward\"\ncontrol = \"none\"\n")
        try take()
        #expect(store.current.number == 1)
    }

    @Test func `a service description with a mistake refuses the policy`() throws {
        try allow()
        try folder.write("services.d/50-home.toml", "[\"qubes.Filecopy\"]\ndata = \"forwards\"\ncontrol = \"none\"\n")
        let problem = #expect(throws: PolicyRefusal.self) { try take() }?.problems.first
        #expect(problem?.file == "services.d/50-home.toml")
        #expect(problem?.line == 2)
    }

    @Test func `an assertion of severity warning is told, and refuses nothing`() throws {
        try allow()
        try folder.write(
            "assertions.d/50-home.assert", "expect deny qubes.Filecopy+ personal -> work severity warning\n")
        try take()
        #expect(store.current.number == 1)
        #expect(store.current.warnings.count == 1)
    }

    @Test func `an assertion file that is no file is an error`() throws {
        try allow()
        try FileSystem.makeDirectory(folder.configuration + "/assertions.d")
        try FileSystem.symbolicLink(folder.configuration + "/assertions.d/50-gone.assert", to: "nowhere")
        let problem = #expect(throws: PolicyRefusal.self) { try take() }?.problems.first
        #expect(problem?.file == "assertions.d/50-gone.assert")
    }

    @Test func `a world that an assertion names and that is not there is an error`() throws {
        try allow()
        try folder.write(
            "assertions.d/50-home.assert", "world tests/home.json\nexpect deny qubes.Filecopy+ a -> b\n")
        #expect(throws: PolicyRefusal.self) { try take() }
        try folder.write("tests/home.json", #"{"domains": {"a": {}, "b": {}}}"#)
        try take()
        #expect(store.current.assertionCount == 1)
    }

    @Test func `a gate that can check nothing lets no assertion pass`() throws {
        try allow()
        let source = folder.source(gate: .closed)
        #expect(source.load(world: GenerationFolder.world).policy != nil)
        try folder.write("assertions.d/50-home.assert", "expect allow qubes.Filecopy+ personal -> work\n")
        #expect(source.load(world: GenerationFolder.world).policy == nil)
    }
}
