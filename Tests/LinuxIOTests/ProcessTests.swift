import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProcessTests {
    /// Prints number and target of each descriptor of the shell itself; the glob's own is closed by then.
    private static let listScript = """
        for entry in /proc/$$/fd/*; do
            printf '%s ' "${entry##*/}"
            readlink "$entry" || echo
        done
        """

    @Test func `a child has the descriptors that it was given and no other`() throws {
        let folder = try Folder()
        let kept = try FileSystem.open(folder("kept"), .createNew)
        let first = try FileSystem.open(folder("first"), .createNew)
        let second = try FileSystem.open(folder("second"), .createNew)
        let lines = try list(passing: [.init(first.number, as: 9), .init(second.number, as: 5)])
        #expect(lines[9] == folder("first"))
        #expect(lines[5] == folder("second"))
        #expect(!lines.values.contains(folder("kept")))
        #expect(Set(lines.keys) == [0, 1, 2, 5, 9])
        withExtendedLifetime(kept.number) {}
    }

    @Test func `descriptors can change places on the way to a child`() throws {
        let folder = try Folder()
        let first = try FileSystem.open(folder("first"), .createNew)
        let second = try FileSystem.open(folder("second"), .createNew)
        let lines = try list(
            passing: [.init(first.number, as: second.number), .init(second.number, as: first.number)])
        #expect(lines[second.number] == folder("first"))
        #expect(lines[first.number] == folder("second"))
    }

    @Test func `a child starts where it was told, with the environment that it was given`() throws {
        let folder = try Folder()
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        let process = try ChildProcess.spawn(
            "/bin/sh", ["-c", "pwd; echo $WORD; env | wc -l"], environment: ["WORD=one two", "PATH=/usr/bin:/bin"],
            passing: [.init(writing.number, as: 1)], directory: folder.path)
        _ = consume writing
        let text = String(decoding: try #require(try readToEnd(reading)), as: UTF8.self)
        // PWD is the shell's own.
        #expect(text == "\(folder.path)\none two\n3\n")
        #expect(try ChildProcess.wait(process) == 0)
    }

    @Test func `a program that is not there is an error that names it`() throws {
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn("/nowhere/program", []) }
        #expect(error?.code == ErrorCode.notFound)
        #expect(error?.subject == "/nowhere/program")
    }

    @Test(arguments: [("exit 0", Int32(0)), ("exit 255", 255), ("kill -9 $$", 137), ("kill -15 $$", 143)])
    func `the end of a child is its code, or 128 and its signal`(script: String, code: Int32) throws {
        #expect(try ChildProcess.wait(ChildProcess.spawn("/bin/sh", ["-c", script])) == code)
    }

    @Test func `run gives a program its input and collects all of its output`() throws {
        let input = [UInt8](repeating: 0x61, count: 200_000)
        let run = try ChildProcess.run("/bin/sh", ["-c", "cat; echo error >&2; exit 3"], input: input)
        #expect(run.code == 3)
        #expect(run.output.utf8.count == 200_006)
        #expect(run.output.hasSuffix("aerror\n"))
    }

    @Test func `reap waits for nobody`() throws {
        let sleeper = try Sleeper()
        #expect(ChildProcess.reap(sleeper.process) == nil)
    }

    @Test func `a handle knows its process, sees it end, and ends it`() throws {
        let sleeper = try Sleeper()
        let handle = try ProcessHandle(sleeper.process)
        #expect(handle.hasEnded() == false)
        #expect(ProcessHandle.startTicks(of: sleeper.process) == handle.startTicks)

        handle.send(.terminate)
        var poller = Poller()
        _ = poller.add(handle.number, .readable)
        #expect(poller.wait(milliseconds: 10_000) == 1)
        #expect(handle.hasEnded() == true)
    }

    @Test func `another process with the same number is not taken for the one that was meant`() throws {
        let sleeper = try Sleeper()
        let ticks = try #require(ProcessHandle.startTicks(of: sleeper.process))
        let same = try ProcessHandle(sleeper.process, startTicks: ticks)
        #expect(same.identifier == sleeper.process)
        do {
            // What the manager's notes say of a process that ended before this one got its number.
            _ = try ProcessHandle(sleeper.process, startTicks: ticks - 1)
            Issue.record("the wrong process was opened")
        } catch {
            #expect(error.code == ErrorCode.noProcess)
        }
    }

    @Test func `a process that has gone cannot be opened`() throws {
        let process = try ChildProcess.spawn("/bin/true", [])
        #expect(try ChildProcess.wait(process) == 0)
        do {
            _ = try ProcessHandle(process)
            Issue.record("a process that has gone was opened")
        } catch {
            #expect(error.code == ErrorCode.noProcess)
        }
    }

    @Test func `the start of a process is found whatever its name is`() throws {
        let folder = try Folder()
        let program = folder("a) S 1 (b")
        try FileSystem.symbolicLink(program, to: "/bin/sleep")
        let process = try ChildProcess.spawn(program, ["300"])
        let handle = try ProcessHandle(process)
        #expect(try FileSystem.readText("/proc/\(process)/comm") == "a) S 1 (b")
        let own = try #require(ProcessHandle.startTicks(of: CurrentProcess.identifier))
        #expect(handle.startTicks >= own)
        handle.send(.kill)
        #expect(try ChildProcess.wait(process) == 137)
    }

    @Test func `the memory of a process is known`() throws {
        let memory = try #require(ProcessHandle.memoryKiB(of: CurrentProcess.identifier))
        #expect(memory.proportional > 1_000)
        #expect(memory.proportional >= memory.privateDirty)
        #expect(ProcessHandle.memoryKiB(of: -1) == nil)
    }

    /// What each descriptor of a child refers to.
    private func list(passing: [ChildProcess.Passing]) throws -> [Int32: String] {
        let run = try ChildProcess.run("/bin/sh", ["-c", Self.listScript], passing: passing)
        return Dictionary(
            uniqueKeysWithValues: run.output.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ", maxSplits: 1)
                guard parts.count == 2, let number = Int32(parts[0]) else { return nil }
                return (number, String(parts[1]))
            })
    }
}
