import LinuxIO
import Machines
import PolicyFiles
import Testing

@Suite struct `The locked layer` {
    private let folder: GenerationFolder

    init() throws {
        folder = try GenerationFolder()
        try folder.makeLocked(version: 3)
    }

    private func check(_ key: LockedPublicKey? = nil, highest: UInt64 = 0) -> LockedLayer.Outcome {
        LockedLayer.check(
            directory: folder.configuration, provider: DiskPolicyProvider(),
            key: .success(key ?? folder.key.publicKey), highestVersion: highest)
    }

    private func refusal(_ key: LockedPublicKey? = nil, highest: UInt64 = 0) throws -> Problem {
        guard case .refused(let problems) = check(key, highest: highest) else {
            throw Problem(file: "", position: .start, message: "not refused")
        }
        return try #require(problems.first)
    }

    @Test func `as it was signed it is good`() {
        #expect(check() == .verified(version: 3))
    }

    @Test func `every byte of the rules that is changed is found`() throws {
        let bytes = try folder.read("policy.d/05-locked.policy")
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            try folder.write("policy.d/05-locked.policy", changed)
            #expect(try refusal().file == "policy.d/05-locked.policy")
        }
    }

    @Test func `every byte of the signature file that is changed is found`() throws {
        let bytes = try folder.read(LockedLayer.signaturePath)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            try folder.write(LockedLayer.signaturePath, changed)
            guard case .refused = check() else {
                Issue.record("the byte \(place) may be changed")
                continue
            }
        }
    }

    @Test func `another key's signature is refused`() throws {
        try folder.sign(version: 4, with: LockedPrivateKey())
        let problem = try refusal()
        #expect(problem.file == LockedLayer.signaturePath)
        #expect(problem.message.contains(folder.key.publicKey.identifier))
    }

    @Test func `a lower version than was in force is refused, the same one is not`() throws {
        #expect(check(highest: 3) == .verified(version: 3))
        let problem = try refusal(highest: 4)
        #expect(problem.message == "version 3 of the locked layer is older than one that was in force")
        #expect(problem.expected == "version 4 or higher")
    }

    @Test(arguments: ["assertions.d/05-locked.assert", "services.d/05-locked.toml"])
    func `a file that was not signed may not be added, and one that was may not go`(path: String) throws {
        try folder.write(path, "# nothing\n")
        #expect(try refusal().file == path)
        try folder.sign(version: 4)
        #expect(check() == .verified(version: 4))
        try folder.remove(path)
        #expect(try refusal().message == "the file is missing, and belongs to version 4 of the locked layer")
    }

    @Test(arguments: [LockedLayer.files[0], LockedLayer.signaturePath])
    func `rules or signature that are missing are refused when a key is set`(path: String) throws {
        try folder.remove(path)
        let problem = try refusal()
        #expect(problem.file == path)
        #expect(problem.message.hasSuffix("missing"))
    }

    @Test func `a folder in the place of a file is a file that is missing`() throws {
        try folder.remove(LockedLayer.signaturePath)
        try FileSystem.makeDirectory(folder.configuration + "/" + LockedLayer.signaturePath)
        #expect(try refusal().message == "the signature of the locked layer is missing")
    }

    @Test func `without a key its files are refused, and without files there is no layer`() throws {
        func outcome() -> LockedLayer.Outcome {
            LockedLayer.check(
                directory: folder.configuration, provider: DiskPolicyProvider(), key: nil, highestVersion: 0)
        }
        guard case .refused(let problems) = outcome() else {
            Issue.record("files of a locked layer are used without a key")
            return
        }
        #expect(problems.map(\.file) == [LockedLayer.files[0], LockedLayer.signaturePath])
        try folder.remove("policy.d")
        #expect(outcome() == .none)
    }

    @Test func `the versions that were in force are remembered for each key, and never go down`() throws {
        let versions = folder.versions
        let (one, other) = (folder.key.publicKey, LockedPrivateKey().publicKey)
        #expect(!versions.isAnyKnown)
        #expect(try versions.highest(of: one) == 0)
        try versions.record(5, of: one)
        try versions.record(4, of: one)
        #expect(try versions.highest(of: one) == 5)
        #expect(try versions.highest(of: other) == 0)
        #expect(versions.isAnyKnown)
    }

    @Test(arguments: ["", "5\n", "bulkhead-locked-version-1 05\n", "bulkhead-locked-version-1 5", "\u{0}"])
    func `a record that is damaged is an error, and no new beginning`(text: String) throws {
        let key = folder.key.publicKey
        try folder.versions.record(5, of: key)
        let path = "\(folder.state)/policy/locked-version-\(key.identifier)"
        try FileSystem.writeAtomically(path, Array(text.utf8))
        #expect(throws: Problem.self) { try folder.versions.highest(of: key) }
        #expect(throws: Problem.self) { try folder.versions.record(6, of: key) }
    }
}
