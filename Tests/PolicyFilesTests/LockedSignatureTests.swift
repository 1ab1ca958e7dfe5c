import Machines
import PolicyFiles
import Testing

@Suite struct `The signature file of the locked layer` {
    private let text: String
    private let signature: LockedSignature

    init() throws {
        let digest = LockedDigest.text(of: Array("rules".utf8))
        let statement = LockedStatement(version: 7, digests: [digest, nil, nil])
        signature = try #require(LockedPrivateKey().sign(statement))
        text = signature.fileText
    }

    private func read(_ text: String) throws(Problem) -> LockedSignature {
        try LockedSignature(file: Array(text.utf8), path: "s")
    }

    @Test func `what was written is read again`() throws {
        #expect(try read(text) == signature)
    }

    @Test func `nothing can be written in a second way`() throws {
        for changed in [
            text + "\n", String(text.dropLast()), "\n" + text, text.replacing("version 7", with: "version 07"),
            text.replacing("version 7", with: "version  7"), text.replacing("version 7", with: "version +7"),
            text.replacing("\n", with: "\r\n"), text.replacing("file ", with: "file\t"), text + "# comment\n",
            text.replacing("version 7", with: "version 0"),
            text.replacing("version 7", with: "version 1000000000000"),
            text.replacing("version 7", with: "version 99999999999999999999999"),
            text.replacing("assertions.d", with: "assertions"),
        ] {
            #expect(throws: Problem.self, "\(changed)") { try read(changed) }
        }
    }

    @Test func `every file that is cut short is refused, and names a line that it has`() {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let problem = #expect(throws: Problem.self) {
                try LockedSignature(file: Array(bytes.prefix(count)), path: "s")
            }
            #expect((1...6).contains(problem?.line ?? 0))
        }
    }

    @Test func `a file that is too large is refused`() {
        let large = [UInt8](repeating: UInt8(ascii: "a"), count: LockedSignature.maximumByteCount + 1)
        #expect(throws: Problem.self) { try LockedSignature(file: large, path: "s") }
    }

    @Test func `bytes of all values are refused and do no harm`() {
        for value in UInt8.min...UInt8.max {
            var bytes = Array(text.utf8)
            for place in stride(from: 0, to: bytes.count, by: 17) where bytes[place] != value {
                bytes[place] = value
                let read = try? LockedSignature(file: bytes, path: "s")
                #expect(read != signature)
            }
        }
    }
}
