import FileCopy
import LinuxIO
import Testing

@Suite(.serialized)
struct FileTransferTests {
    private static func entry(_ path: String, _ kind: CopyEntry.Kind, _ permissions: UInt32 = 0o644) throws -> [UInt8] {
        let time = CopyTime(seconds: 1_700_000_000, nanoseconds: 5)
        return CopyEntry(
            path: try CopyPath(Array(path.utf8)), kind: kind, permissions: permissions, accessed: time, modified: time
        ).bytes
    }

    private static func file(_ path: String, _ content: String) throws -> [UInt8] {
        try entry(path, .file(sizeBytes: UInt64(content.utf8.count))) + Array(content.utf8)
    }

    private static func code(_ bytes: [UInt8]) -> UInt32? { CopyResult(bytes: bytes)?.errorCode }

    @Test func `a tree with every odd name arrives as it was`() throws {
        let transfer = try Transfer()
        let source = transfer.directory + "/source"
        try FileSystem.makeDirectory(source)
        let root = try Folder.open(source)
        for byte in UInt8(1)...255 where byte != UInt8(ascii: "/") {
            let name = byte == UInt8(ascii: ".") ? Array("...".utf8) : [byte]
            try root.makeFile(name, mode: 0o640).writeAll([byte, byte])
        }
        try root.makeFile([UInt8](repeating: 0xC3, count: 255)).writeAll([])
        try root.makeFolder(Array("empty".utf8), mode: 0o755)
        try root.makeFolder(Array("locked".utf8))
        let locked = try root.folder(Array("locked".utf8))
        try locked.makeFile(Array("inside".utf8)).writeAll([UInt8](repeating: 9, count: 300_000))
        try locked.makeLink(Array("up".utf8), to: Array("../a".utf8))
        try locked.makeLink(Array("dangling".utf8), to: [0xFF, 0x0A])
        try root.setMode(Array("locked".utf8), 0o555)
        try root.setTimes(Array("locked".utf8), accessed: (1, 2), modified: (1_234_567, 890))
        let before = try transfer.listing(source)
        #expect(before.count == 260)

        let (sent, received) = try transfer.copy([source])
        #expect(sent == 0)
        #expect(received == 0)
        #expect(try transfer.arrived() == ["source"])
        #expect(try transfer.listing(transfer.incoming + "/source") == before)
        try root.setMode(Array("locked".utf8), 0o755)
    }

    @Test func `several files and folders arrive beside one another, with or without slashes`() throws {
        let transfer = try Transfer()
        for name in ["one", "two", "deep/er"] {
            try FileSystem.makeDirectory("\(transfer.directory)/\(name)")
            try FileSystem.writeAtomically("\(transfer.directory)/\(name)/file", Array(name.utf8))
        }
        let paths = ["one/", "two", "deep/er/.", "deep/er/file"].map { "\(transfer.directory)/\($0)" }
        #expect(try transfer.copy(paths) == (0, 0))
        #expect(try transfer.arrived() == ["er", "file", "one", "two"])
    }

    @Test func `nothing is overwritten, and what could be copied stays`() throws {
        let transfer = try Transfer()
        try FileSystem.makeDirectory(transfer.incoming)
        try FileSystem.writeAtomically(transfer.incoming + "/b", Array("mine".utf8))
        let answer = try transfer.receive(try Self.file("a", "new") + Self.file("b", "theirs") + CopyEntry.endBytes)
        let result = try #require(CopyResult(bytes: answer.result))
        #expect(result.errorCode == UInt32(ErrorCode.exists))
        #expect(result.lastPath == Array("b".utf8))
        #expect(try FileSystem.readText(transfer.incoming + "/b") == "mine")
        #expect(try FileSystem.readText(transfer.incoming + "/a") == "new")
        #expect(try transfer.arrived() == ["a", "b"])

        // A folder that is there already is a name that is taken as well.
        let again = try transfer.receive(
            try Self.entry("b", .folder, 0o755) + Self.file("b/c", "") + CopyEntry.endBytes)
        #expect(Self.code(again.result) == UInt32(ErrorCode.exists))
        // And so is one that came in this very stream.
        let twice = try transfer.receive(try Self.file("d", "1") + Self.file("d", "2") + CopyEntry.endBytes)
        #expect(Self.code(twice.result) == UInt32(ErrorCode.exists))
        #expect(try FileSystem.readText(transfer.incoming + "/d") == "1")
    }

    @Test func `a sender that is told why says it, and its exit status too`() throws {
        let transfer = try Transfer()
        let path = transfer.directory + "/file"
        try FileSystem.writeAtomically(path, [UInt8](repeating: 1, count: 3_000_000))
        #expect(try transfer.copy([path]) == (0, 0))
        #expect(try transfer.copy([path]) == (1, 1))
        #expect(try transfer.copy([transfer.directory + "/missing"]).sent == 1)
    }

    @Test func `a stream that breaks off anywhere leaves what was whole, and nothing else`() throws {
        let first = try Self.file("first", "0123456789")
        let folder =
            try Self.entry("folder", .folder, 0o755) + Self.file("folder/x", "xx")
            + Self.entry("folder", .folder, 0o755)
        let last = try Self.file("last", "abc")
        let whole = first + folder + last + CopyEntry.endBytes
        for count in stride(from: 0, to: whole.count, by: 11) {
            let transfer = try Transfer()
            let answer = try transfer.receive(Array(whole.prefix(count)))
            #expect(Self.code(answer.result) == CopyFault.truncated.errorCode, "\(count) bytes")
            #expect(answer.code == 1)
            var expected: [String] = []
            if count >= first.count { expected.append("first") }
            if count >= first.count + folder.count { expected.append("folder") }
            if count >= first.count + folder.count + last.count { expected.append("last") }
            #expect(try transfer.arrived() == expected, "\(count) bytes")
        }
    }

    @Test func `a receiver that is killed leaves only what is marked`() throws {
        let transfer = try Transfer()
        let receiver = try Transfer.Receiver(transfer.program("qfile-unpacker"), [transfer.incoming])
        receiver.write(try Self.file("done", "all of it") + Self.entry("half", .file(sizeBytes: 1_000)) + [1, 2, 3])
        for _ in 0..<500 where try transfer.arrived().isEmpty { _ = try ChildProcess.run("/bin/sleep", ["0.01"]) }
        try ProcessHandle(receiver.process).send(.kill)
        _ = try receiver.end()
        let names = try transfer.arrived()
        #expect(names.count == 1)
        #expect(names.allSatisfy { $0.hasPrefix("INCOMPLETE-") })
        // The next copy has the names for itself.
        #expect(Self.code(try transfer.receive(try Self.file("half", "whole") + CopyEntry.endBytes).result) == 0)
        #expect(try FileSystem.readText(transfer.incoming + "/half") == "whole")
    }

    @Test func `no stream leads out of the folder`() throws {
        let escape = CopyFault.escapingLink.errorCode
        let bad = CopyFault.badPath.errorCode
        func raw(_ path: String, mode: UInt32, size: UInt64 = 0, content: String = "") -> [UInt8] {
            func little(_ number: UInt64, _ count: Int) -> [UInt8] {
                (0..<count).map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
            }
            return little(UInt64(path.utf8.count + 1), 4) + little(UInt64(mode), 4) + little(size, 8)
                + [UInt8](repeating: 0, count: 16) + Array(path.utf8) + [0] + Array(content.utf8)
        }
        let outside = "/tmp/bulkhead-copy-escaped"
        let streams: [(String, [UInt8], UInt32)] = [
            ("a path upwards", raw("../../\(outside)", mode: 0o100644), bad),
            ("a path from the root", raw(outside, mode: 0o100644), bad),
            ("a link from the root", raw("l", mode: 0o120777, size: 4, content: "/tmp"), escape),
            ("a link upwards", raw("l", mode: 0o120777, size: 5, content: "../.."), escape),
            (
                "a file through a link",
                raw("d", mode: 0o040755) + raw("d/l", mode: 0o120777, size: 1, content: ".")
                    + raw("d/l/f", mode: 0o100644), UInt32(bitPattern: 20)
            ),
            (
                "a folder in a link's place",
                raw("l", mode: 0o120777, size: 1, content: ".") + raw("l", mode: 0o040755), UInt32(ErrorCode.exists)
            ),
            ("a device", raw("null", mode: 0o020666), CopyFault.notAFile.errorCode),
            ("a file in a folder that was not sent", raw("d/f", mode: 0o100644), UInt32(ErrorCode.notFound)),
        ]
        for (what, stream, code) in streams {
            let transfer = try Transfer()
            let answer = try transfer.receive(stream + CopyEntry.endBytes)
            #expect(Self.code(answer.result) == code, "\(what)")
            #expect(try !transfer.arrived().contains { $0.hasPrefix("INCOMPLETE") }, "\(what)")
            #expect(!FileSystem.exists(outside))
        }
    }

    @Test func `a file that does not fit is refused before any of it is written`() throws {
        let transfer = try Transfer()
        try FileSystem.makeDirectory(transfer.incoming)
        let script = "mount -t tmpfs -o size=4m none \"$1\" && exec \"$2\" \"$1\""
        let receiver = try Transfer.Receiver(
            "/usr/bin/unshare",
            (CurrentProcess.userID == 0 ? ["-m"] : ["-rm"])
                + ["/bin/sh", "-c", script, "sh", transfer.incoming, transfer.program("qfile-unpacker")])
        receiver.write(try Self.file("small", "fits") + Self.entry("large", .file(sizeBytes: 8 << 20)))
        let answer = try receiver.end()
        let result = try #require(CopyResult(bytes: answer.result))
        #expect(result.errorCode == UInt32(ErrorCode.noSpace))
        #expect(result.lastPath == Array("large".utf8))
    }

    @Test func `random bytes harm nothing`() throws {
        var generator = SystemRandomNumberGenerator()
        let template = try Self.file("a", "hello") + Self.entry("b", .folder) + Self.entry("b/c", .link(target: [0x61]))
        for _ in 0..<40 {
            let transfer = try Transfer()
            var bytes = template
            for _ in 0..<4 { bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255) }
            let answer = try transfer.receive(bytes)
            #expect(CopyResult(bytes: answer.result) != nil)
            #expect(try !transfer.arrived().contains { $0.hasPrefix("INCOMPLETE") })
        }
    }
}
