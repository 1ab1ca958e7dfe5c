import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FileTests {
    @Test func `a reader of a file that is being replaced sees old or new bytes, whole`() async throws {
        let folder = try Folder()
        let path = folder("file")
        let size = 300_000
        try FileSystem.writeAtomically(path, [UInt8](repeating: 0, count: size))
        let writer = Task.detached {
            for value in UInt8(1)...40 {
                try FileSystem.writeAtomically(path, [UInt8](repeating: value, count: size))
            }
        }
        var seen: Set<UInt8> = []
        var last: UInt8 = 0
        while last < 40 {
            let bytes = try FileSystem.read(path)
            last = try #require(bytes.first)
            seen.insert(last)
            #expect(bytes.count == size)
            #expect(bytes.allSatisfy { $0 == last })
            await Task.yield()
        }
        try await writer.value
        #expect(seen.contains(40))
        #expect(try folder.names() == ["file"])
    }

    @Test func `an atomic write that fails leaves nothing behind, and names the file`() throws {
        let folder = try Folder()
        try FileSystem.makeDirectory(folder("taken/full"))
        let error = #expect(throws: SystemError.self) { try FileSystem.writeAtomically(folder("taken"), [1]) }
        #expect(error?.subject == folder("taken"))
        #expect(try folder.names() == ["taken"])
        #expect(try FileSystem.list(folder("taken")) == ["full"])

        #expect(throws: SystemError.self) { try FileSystem.writeAtomically(folder("missing/file"), [1]) }
        #expect(try folder.names() == ["taken"])
    }

    @Test func `an atomic write gives the mode that was asked for`() throws {
        let folder = try Folder()
        try FileSystem.writeAtomically(folder("secret"), [1])
        try FileSystem.writeAtomically(folder("open"), [1], mode: 0o666)
        #expect(try mode(folder("secret")) == "600")
        #expect(try mode(folder("open")) == "666")
    }

    @Test func `a read of more than the limit is an error, not a part of the file`() throws {
        let folder = try Folder()
        try FileSystem.writeAtomically(folder("file"), [UInt8](repeating: 7, count: 1_001))
        let error = #expect(throws: SystemError.self) { try FileSystem.read(folder("file"), limit: 1_000) }
        #expect(error?.code == ErrorCode.tooLarge)
        #expect(error?.subject == folder("file"))
        #expect(try FileSystem.read(folder("file"), limit: 1_001).count == 1_001)
    }

    @Test func `createNew refuses a file that exists`() throws {
        let folder = try Folder()
        _ = try FileSystem.open(folder("file"), .createNew)
        let error = #expect(throws: SystemError.self) { _ = try FileSystem.open(folder("file"), .createNew) }
        #expect(error?.code == ErrorCode.exists)
    }

    @Test func `makeDirectory makes the parents too, and takes what is there`() throws {
        let folder = try Folder()
        try FileSystem.makeDirectory(folder("a/b/c"), mode: 0o700)
        #expect(FileSystem.isDirectory(folder("a/b/c")))
        #expect(try mode(folder("a/b/c")) == "700")
        #expect(try mode(folder("a/b")) == "755")

        try FileSystem.makeDirectory(folder("a/b/c"), mode: 0o755)
        #expect(try mode(folder("a/b/c")) == "700")
    }

    @Test func `makeDirectory does not take a file for a directory`() throws {
        let folder = try Folder()
        try FileSystem.writeAtomically(folder("file"), [1])
        let error = #expect(throws: SystemError.self) { try FileSystem.makeDirectory(folder("file")) }
        #expect(error?.description == "make the directory \(folder("file")): Not a directory")
        #expect(throws: SystemError.self) { try FileSystem.makeDirectory(folder("file/below")) }
        #expect(try FileSystem.read(folder("file")) == [1])
    }

    @Test func `removeTree removes links and not what they point to`() throws {
        let folder = try Folder()
        try FileSystem.makeDirectory(folder("outside"))
        try FileSystem.writeAtomically(folder("outside/kept"), [1])
        try FileSystem.makeDirectory(folder("tree/deep"))
        try FileSystem.symbolicLink(folder("tree/deep/folder"), to: folder("outside"))
        try FileSystem.symbolicLink(folder("tree/file"), to: folder("outside/kept"))
        try FileSystem.symbolicLink(folder("tree/dangling"), to: "/nowhere/at/all")

        try FileSystem.removeTree(folder("tree"))
        #expect(try folder.names() == ["outside"])
        #expect(try FileSystem.read(folder("outside/kept")) == [1])

        try FileSystem.symbolicLink(folder("link"), to: folder("outside"))
        try FileSystem.removeTree(folder("link"))
        #expect(try folder.names() == ["outside"])
        try FileSystem.removeTree(folder("missing"))
    }

    @Test func `a lock is held once, by one process of all, until it is let go`() throws {
        let folder = try Folder()
        let path = folder("lock")
        do {
            let held = try FileSystem.lock(path)
            let isHeld = held != nil
            #expect(isHeld)
            let second = try FileSystem.lock(path)
            let isHeldTwice = second != nil
            #expect(!isHeldTwice)
            #expect(try ChildProcess.run("/usr/bin/flock", ["-n", path, "true"]).code == 1)
            _ = consume held
        }
        #expect(try isSoonFree(path))
    }

    @Test func `a program that is started does not keep a lock`() throws {
        let folder = try Folder()
        let held = try FileSystem.lock(folder("lock"))
        let sleeper = try Sleeper()
        _ = consume held
        #expect(try isSoonFree(folder("lock")))
        withExtendedLifetime(sleeper) {}
    }

    @Test func `paths come apart as they do for everyone else`() {
        #expect(FileSystem.parent(of: "/a/b") == "/a")
        #expect(FileSystem.parent(of: "/a") == "/")
        #expect(FileSystem.parent(of: "a") == ".")
        #expect(FileSystem.lastComponent(of: "/a/b") == "b")
    }

    /// Whether the lock can be taken within five seconds.
    ///
    /// A child that another test starts at this moment holds copies of all descriptors until its exec.
    private func isSoonFree(_ path: String) throws -> Bool {
        for _ in 0..<500 {
            if try FileSystem.lock(path) != nil { return true }
            Clock.sleep(milliseconds: 10)
        }
        return false
    }

    private func mode(_ path: String) throws -> String {
        let run = try ChildProcess.run("/usr/bin/stat", ["-c", "%a", path])
        return String(run.output.dropLast())
    }
}
