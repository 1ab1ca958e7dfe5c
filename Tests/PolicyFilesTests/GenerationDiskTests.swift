import LinuxIO
import Machines
import Policy
import PolicyFiles
import Testing

@Suite struct `The files beside the policy in force` {
    private let folder: GenerationFolder
    private let store = PolicyStore(world: GenerationFolder.world)
    private static let rule = "qubes.Filecopy * personal work allow\n"

    init() throws {
        folder = try GenerationFolder()
        try folder.write("policy.d/50-home.policy", Self.rule)
        try folder.take(into: store)
    }

    private func look() -> PolicyStoreDisk { store.look(at: folder.source()) }

    private var isRefused: Bool {
        if case .refused = look() { true } else { false }
    }

    @Test func `untouched files are current, however often one looks`() {
        for _ in 0..<3 { #expect(look() == .current) }
    }

    @Test func `a change that a reload would take is seen, and changes nothing`() throws {
        try folder.write("policy.d/50-home.policy", "qubes.Filecopy * personal vault allow\n")
        #expect(look() == .modified)
        #expect(store.lastSeenDisk == .modified)
        #expect(store.copies("personal", "vault") == .deny)
    }

    @Test func `a change of the same length within the same moment is seen`() throws {
        for target in ["vault", "audio", "music"] {
            try folder.write("policy.d/50-home.policy", "qubes.Filecopy * personal \(target) allow\n")
            #expect(look() == .modified)
        }
    }

    @Test func `a change that a reload would refuse is seen with its errors, before any reload`() throws {
        try folder.write("policy.d/50-home.policy", "qubes.Filecopy * personal work allwo\n")
        guard case .refused(let refusal) = look() else {
            Issue.record("the error is not seen")
            return
        }
        #expect(refusal.problems.first?.line == 1)
    }

    @Test func `a change that was undone is none`() throws {
        try folder.write("policy.d/50-home.policy", "nonsense\n")
        #expect(isRefused)
        #expect(throws: PolicyRefusal.self) { try folder.take(into: store) }
        #expect(isRefused)
        try folder.write("policy.d/50-home.policy", Self.rule)
        #expect(look() == .current)
        #expect(store.current.number == 1)
    }

    @Test(arguments: ["policy.d/60-new.policy", "assertions.d/60-new.assert", "run/policy.d/60-new.policy"])
    func `a new file is seen, also in a folder that was not there`(path: String) throws {
        try folder.write(path, "# nothing\n")
        #expect(look() == .modified)
    }

    @Test func `a file that went, and a folder that went, are seen`() throws {
        try folder.remove("policy.d/50-home.policy")
        #expect(look() == .modified)
        try folder.remove("policy.d")
        #expect(isRefused)
    }

    @Test func `after a reload the files are current`() throws {
        try folder.write("policy.d/50-home.policy", "qubes.Filecopy * personal vault allow\n")
        #expect(look() == .modified)
        try folder.take(into: store)
        #expect(look() == .current)
        #expect(store.current.number == 2)
    }

    @Test func `an error that was refused and is mended is told as a change`() throws {
        try folder.write("policy.d/50-home.policy", "nonsense\n")
        #expect(throws: PolicyRefusal.self) { try folder.take(into: store) }
        #expect(store.lastSeenDisk != .current)
        try folder.write("policy.d/50-home.policy", "qubes.Filecopy * personal vault allow\n")
        #expect(look() == .modified)
    }
}
