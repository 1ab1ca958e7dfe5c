import FileCopy
import Testing

struct CopyReaderTests {
    private static let whole =
        Stream.folder("notes") + Stream.file("notes/a", Array("hello".utf8)) + Stream.file("notes/empty", [])
        + Stream.link("notes/l", "../notes/a") + Stream.folder("notes", mode: 0o500)
        + Stream.file("b", [UInt8](repeating: 7, count: 300), mode: 0o4755) + Stream.end

    @Test func `a stream as Qubes writes it is read entry by entry`() throws {
        let (events, content, hasEnded) = try Stream.read([Self.whole])
        #expect(hasEnded)
        #expect(content == [Array("hello".utf8), [], [UInt8](repeating: 7, count: 300)])
        let entries = events.compactMap { event -> CopyEntry? in
            if case .entry(let entry) = event { entry } else { nil }
        }
        #expect(
            entries.map { String(decoding: $0.path.bytes, as: UTF8.self) } == [
                "notes", "notes/a", "notes/empty", "notes/l", "notes", "b",
            ])
        #expect(entries[3].kind == .link(target: Array("../notes/a".utf8)))
        #expect(entries[4].permissions == 0o500)
        #expect(entries[5].permissions == 0o755, "what runs as another user is left out")
        #expect(entries[1].modified == CopyTime(seconds: 3, nanoseconds: 4))
        #expect(events.last == .ended)
        #expect(events.count { $0 == .fileEnded } == 3)
    }

    @Test func `it does not matter in which pieces the bytes come`() throws {
        let (events, content, _) = try Stream.read([Self.whole])
        for size in [1, 2, 3, 7, 31, 32, 33, 64, 100] {
            let pieces = stride(from: 0, to: Self.whole.count, by: size).map {
                Array(Self.whole[$0..<min($0 + size, Self.whole.count)])
            }
            let again = try Stream.read(pieces)
            #expect(again.events == events, "pieces of \(size)")
            #expect(again.content == content, "pieces of \(size)")
        }
    }

    @Test func `a stream that is cut anywhere has not ended`() throws {
        for count in 0..<Self.whole.count {
            #expect(try !Stream.read([Array(Self.whole.prefix(count))]).hasEnded, "\(count) bytes")
        }
    }

    @Test func `what is written is what is read`() throws {
        let time = CopyTime(seconds: 4_000_000_000, nanoseconds: 999_999_999)
        let odd = (UInt8(1)...255).filter { $0 != UInt8(ascii: "/") }
        for kind in [CopyEntry.Kind.file(sizeBytes: 0), .folder, .link(target: odd)] {
            let entry = CopyEntry(
                path: try CopyPath(Array("a/".utf8) + odd), kind: kind, permissions: 0o640, accessed: time,
                modified: time)
            let expected =
                kind == .folder || kind == .file(sizeBytes: 0)
                ? entry
                : CopyEntry(path: entry.path, kind: kind, permissions: 0o777, accessed: time, modified: time)
            #expect(try Stream.read([entry.bytes]).events.first == .entry(expected))
        }
        #expect(try Stream.read([CopyEntry.endBytes]).events == [.ended])
    }

    @Test func `an entry is laid out as Qubes lays it out`() throws {
        let entry = CopyEntry(
            path: try CopyPath(Array("b".utf8)), kind: .file(sizeBytes: 0x1_0000_0002), permissions: 0o644,
            accessed: CopyTime(seconds: 1, nanoseconds: 2), modified: CopyTime(seconds: 3, nanoseconds: 4))
        #expect(entry.bytes == Stream.header(2, mode: 0o100644, size: 0x1_0000_0002) + [0x62, 0])
    }

    @Test(arguments: [
        ("", CopyFault.badPath), ("/etc/passwd", .badPath), ("..", .badPath), (".", .badPath), ("a/../b", .badPath),
        ("a//b", .badPath), ("a/", .badPath), ("./a", .badPath), ("a/..", .badPath), ("a\0b", .badPath),
        (String(repeating: "n", count: 256), .pathTooLong),
        ((0..<129).map { _ in "d" }.joined(separator: "/"), .tooDeep),
    ])
    func `a path that leads elsewhere, or too far, ends the stream`(path: String, fault: CopyFault) {
        #expect(throws: fault) { try CopyPath(Array(path.utf8)) }
        if !path.isEmpty { #expect(throws: fault) { try Stream.read([Stream.file(path, [])]) } }
    }

    @Test func `names may have any bytes but a slash and NUL`() throws {
        for byte in UInt8(1)...255 where byte != UInt8(ascii: "/") {
            #expect(try CopyPath([byte, byte, byte]).names == [[byte, byte, byte]])
        }
        #expect(try CopyPath(Array("...".utf8)).names.count == 1)
        #expect(try CopyPath(Array("..a/b..".utf8)).names.count == 2)
    }

    @Test func `lengths have limits`() throws {
        #expect(throws: CopyFault.pathTooLong) { try Stream.read([Stream.header(16_385, mode: 0o100644)]) }
        #expect(throws: CopyFault.pathTooLong) { try Stream.read([Stream.header(.max, mode: 0o100644)]) }
        #expect(throws: CopyFault.pathTooLong) { try Stream.read([Stream.header(2, mode: 0o120777, size: 4_096)]) }
        #expect(throws: CopyFault.fileTooLarge) { try Stream.read([Stream.header(2, mode: 0o100644, size: .max)]) }
        let longest = (0..<64).map { _ in String(repeating: "n", count: 254) }.joined(separator: "/")
        #expect(try Stream.read([Stream.file(longest, [])]).events.count == 2)
    }

    @Test(arguments: [0o020600, 0o060600, 0o010600, 0o140600, 0, 0o170000] as [UInt32])
    func `devices, pipes and sockets are refused`(mode: UInt32) {
        #expect(throws: CopyFault.notAFile) { try Stream.read([Stream.header(2, mode: mode) + [0x62, 0]]) }
    }

    @Test func `nothing may follow the end`() {
        #expect(throws: CopyFault.trailingBytes) { try Stream.read([Stream.end + [0]]) }
        #expect(throws: CopyFault.trailingBytes) { try Stream.read([Stream.end, [0]]) }
    }

    @Test(arguments: [
        ("l", "a", true), ("l", "a/b/../c", true), ("d/l", "../a", true), ("d/e/l", "../../a", true),
        ("l", "./a", true), ("l", ".", true), ("l", "../a", false), ("l", "..", false), ("d/l", "../../a", false),
        ("l", "/etc/passwd", false), ("l", "", false), ("l", "a/../../b", false), ("d/l", "a/../../../d/x", false),
        ("d/l", "..", true),
    ])
    func `a link stays within what is copied, or ends the stream`(path: String, target: String, stays: Bool) throws {
        #expect(try CopyPath(Array(path.utf8)).contains(linkTarget: Array(target.utf8)) == stays)
        if stays {
            #expect(try Stream.read([Stream.link(path, target)]).events.count == 1)
        } else {
            #expect(throws: CopyFault.escapingLink) { try Stream.read([Stream.link(path, target)]) }
        }
    }
}
