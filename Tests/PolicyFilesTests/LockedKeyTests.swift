import LinuxIO
import Machines
import PolicyFiles
import Testing

@Suite struct `The keys of the locked layer` {
    private let folder: GenerationFolder

    init() throws { folder = try GenerationFolder() }

    private func refusal(_ text: String) -> Problem? {
        #expect(throws: Problem.self) { try LockedPublicKey(file: Array(text.utf8), path: "k") }
    }

    @Test func `a pair that was written is read again, and the private key is its owner's alone`() throws {
        let (path, publicPath) = (folder.root + "/key", folder.root + "/key.pub")
        try folder.key.write(to: path, publicPath: publicPath)
        #expect(FileSystem.permissions(path)?.mode == 0o600)
        let signer = try LockedPrivateKey(file: try FileSystem.read(path), path: path)
        #expect(signer.publicKey == folder.key.publicKey)
        #expect(try LockedPublicKey(file: try FileSystem.read(publicPath), path: publicPath) == signer.publicKey)
    }

    @Test(arguments: ["key", "key.pub"])
    func `a key that is there stays, and nothing is written beside it`(taken: String) throws {
        let path = folder.root + "/" + taken
        try FileSystem.writeAtomically(path, Array("old".utf8))
        #expect(throws: SystemError.self) {
            try folder.key.write(to: folder.root + "/key", publicPath: folder.root + "/key.pub")
        }
        #expect(try FileSystem.readText(path) == "old")
        #expect(try FileSystem.list(folder.root).filter { $0.hasPrefix("key") } == [taken])
    }

    @Test func `comments and empty lines may stand around a key`() throws {
        let text = "# of the company\n\n" + folder.key.publicKey.fileText + "\n# end\n"
        #expect(try LockedPublicKey(file: Array(text.utf8), path: "k") == folder.key.publicKey)
    }

    @Test func `a file without a key, with two, with half of one or with bytes is refused at its line`() {
        let line = folder.key.publicKey.fileText
        #expect(refusal("")?.message == "no key in the file")
        #expect(refusal("# nothing\n")?.message == "no key in the file")
        #expect(refusal(line + line)?.position == SourcePosition(line: 2, column: 1))
        #expect(refusal(String(line.dropLast(2)))?.message == "not 64 lower-case hexadecimal digits")
        #expect(refusal(line.uppercased())?.message == "not a key of this kind")
        #expect(refusal("\u{e9}" + line)?.message == "not plain ASCII text")
        #expect(refusal("\n" + line.replacing("bulkhead-locked-key-1", with: "ssh-ed25519"))?.line == 2)
    }

    @Test func `a private key is no public one, and its digits are not shown`() throws {
        try folder.key.write(to: folder.root + "/key", publicPath: folder.root + "/key.pub")
        let text = try FileSystem.readText(folder.root + "/key")
        let problem = refusal(text + "\n")
        let digits = try #require(text.split(separator: " ").last)
        #expect(problem?.description.contains(digits.prefix(16)) == false)
    }

    @Test func `two new keys are two keys`() {
        #expect(LockedPrivateKey().publicKey != LockedPrivateKey().publicKey)
    }
}
