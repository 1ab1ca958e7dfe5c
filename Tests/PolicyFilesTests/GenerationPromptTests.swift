import Machines
import Policy
import PolicyFiles
import Testing

@Suite struct `A prompt that is open while the policy changes` {
    private let folder: GenerationFolder
    private let store = PolicyStore(world: GenerationFolder.world)
    private let request = PolicyRequest(service: "qubes.Filecopy", source: "personal", target: "")

    init() throws {
        folder = try GenerationFolder()
        try set("qubes.Filecopy * personal @default ask\nqubes.Filecopy * personal @anyvm ask\n")
    }

    private func set(_ rules: String) throws {
        try folder.write("policy.d/50-home.policy", rules)
        try folder.take(into: store)
    }

    private func pick(_ name: String, of verdict: PolicyVerdict) throws -> PolicyVerdict {
        store.decide(picking: try #require(verdict.choices.firstIndex(of: name)), of: verdict)
    }

    @Test func `what is picked is allowed while nothing changes`() throws {
        let verdict = store.decide(request)
        #expect(verdict.choices == ["vault", "work"])
        let picked = try pick("work", of: verdict)
        #expect(picked.decision.outcome == .allow)
        #expect(picked.target == "work")
        #expect(picked.generation == 1)
        #expect(verdict.place?.hasSuffix("50-home.policy:1") == true)
    }

    @Test func `what is denied by now is denied, and what is still offered is allowed`() throws {
        let verdict = store.decide(request)
        try set(
            "qubes.Filecopy * personal vault deny\nqubes.Filecopy * personal @default ask\n"
                + "qubes.Filecopy * personal @anyvm ask\n")
        #expect(try pick("vault", of: verdict).decision.outcome == .deny)
        let picked = try pick("work", of: verdict)
        #expect(picked.decision.outcome == .allow)
        #expect(picked.generation == 2)
    }

    @Test func `a VM that came or went does not turn the choice into another VM`() throws {
        let verdict = store.decide(request)
        store.update(world: World(GenerationFolder.world.domains + [GenerationFolder.machine("aaa")]))
        #expect(try pick("work", of: verdict).target == "work")
        store.update(world: World([GenerationFolder.machine("personal"), GenerationFolder.machine("work")]))
        #expect(try pick("vault", of: verdict).decision.denial == .noAskTargets)
    }

    @Test func `a call that is allowed by now goes where the person picked, or nowhere`() throws {
        let verdict = store.decide(request)
        try set("qubes.Filecopy * personal @default allow target=work\n")
        #expect(try pick("work", of: verdict).target == "work")
        #expect(try pick("vault", of: verdict).decision.outcome == .deny)
    }

    @Test func `a choice that the prompt did not have, or a prompt that was none, is denied`() throws {
        let verdict = store.decide(request)
        #expect(store.decide(picking: 2, of: verdict).decision.outcome == .deny)
        #expect(store.decide(picking: -1, of: verdict).decision.outcome == .deny)
        try set("qubes.Filecopy * personal work allow\n")
        let allowed = store.decide(PolicyRequest(service: "qubes.Filecopy", source: "personal", target: "work"))
        #expect(store.decide(picking: 0, of: allowed).decision.outcome == .deny)
    }
}
