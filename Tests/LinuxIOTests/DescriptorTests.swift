import LinuxIO
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DescriptorTests {
    @Test func `a pipe carries bytes and then its end`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        try writing.writeAll([1, 2, 3])
        #expect(try reading.read(limit: 2) == [1, 2])
        _ = consume writing
        #expect(try reading.readAll(limit: 10) == [3])
        #expect(try reading.read(limit: 10) == [])
    }

    @Test func `without blocking, nothing to read is nil and a full pipe takes nothing`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        try reading.setNonblocking()
        try writing.setNonblocking()
        #expect(try reading.read(limit: 10) == nil)

        let block = [UInt8](repeating: 1, count: 65_536)[...]
        var taken = 0
        while case let count = try writing.write(block), count > 0 { taken += count }
        #expect(taken >= 65_536)
        #expect(try reading.read(limit: 1 << 20)?.count == taken)
    }

    @Test func `writing to nobody is an error and no signal`() throws {
        CurrentProcess.ignoreBrokenPipes()
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        _ = consume reading
        do {
            _ = try writing.write([1])
            Issue.record("the write was taken")
        } catch {
            #expect(error.code == ErrorCode.brokenPipe)
        }
    }

    @Test func `a released descriptor stays open, a dropped one is closed`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let raw = pipe.takeSecond().release()
        #expect(CurrentProcess.isOpen(raw))
        let adopted = OwnedDescriptor(adopting: raw)
        let copy = try adopted.duplicate()
        _ = consume adopted
        try copy.writeAll([9])
        _ = consume copy
        #expect(try readToEnd(reading) == [9])
    }

    @Test func `a memory file has its size, its content and no name in the file system`() throws {
        let file = try OwnedDescriptor.memoryFile(name: "test", sizeBytes: 4_096)
        #expect(try file.sizeBytes() == 4_096)
        try file.truncate(toBytes: 0)
        try file.writeAll([1, 2, 3])
        #expect(try file.sizeBytes() == 3)
        #expect(try FileSystem.read("/proc/self/fd/\(file.number)") == [1, 2, 3])
        #expect(FileSystem.linkTarget("/proc/self/fd/\(file.number)") == "/memfd:test (deleted)")
    }

    @Test func `kinds of descriptors are told apart`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let null = try FileSystem.open("/dev/null", .readWrite)
        let file = try FileSystem.open("/proc/self/exe")
        #expect(try DescriptorKind(of: reading.number) == .stream)
        #expect(try DescriptorKind(of: null.number) == .device)
        #expect(try DescriptorKind(of: file.number) == .file)
    }

    @Test func `the poller tells readable, writable, hung up and not open apart`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        var poller = Poller()
        let readIndex = poller.add(reading.number, .readable)
        let writeIndex = poller.add(writing.number, .writable)
        #expect(poller.wait(milliseconds: 0) == 1)
        #expect(poller.result(at: readIndex) == [])
        #expect(poller.result(at: writeIndex) == .writable)

        try writing.writeAll([1])
        #expect(poller.wait(milliseconds: 10_000) == 2)
        #expect(poller.result(at: readIndex) == .readable)

        _ = consume writing
        poller.removeAll()
        let lastIndex = poller.add(reading.number, .readable)
        #expect(poller.wait(milliseconds: 10_000) == 1)
        #expect(poller.result(at: lastIndex) == [.readable, .hungUp])

        poller.removeAll()
        let closedIndex = poller.add(1_000_000, .readable)
        #expect(poller.wait(milliseconds: 10_000) == 1)
        #expect(!poller.result(at: closedIndex).isDisjoint(with: .failed))
    }

    @Test func `the poller gives up after its time`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        var poller = Poller()
        _ = poller.add(reading.number, .readable)
        let start = Clock.monotonicNanoseconds()
        #expect(poller.wait(milliseconds: 50) == 0)
        #expect(Clock.monotonicNanoseconds() - start >= 50_000_000)
        withExtendedLifetime(writing.number) {}
    }

    @Test func `random bytes are as many as asked for, and others each time`() throws {
        let first = try CurrentProcess.randomBytes(1_000)
        #expect(first.count == 1_000)
        #expect(try CurrentProcess.randomBytes(1_000) != first)
        #expect(try CurrentProcess.randomBytes(0) == [])
    }

    @Test func `a reader that has gone, and a descriptor that is not open, are told as failed`() throws {
        var pipe = try OwnedDescriptor.pipe()
        let writing = pipe.takeSecond()
        let reading = pipe.takeFirst()
        _ = consume reading
        var poller = Poller()
        let gone = poller.add(writing.number, [])
        let closed = poller.add(1_000_000, .readable)
        #expect(poller.wait(milliseconds: 0) == 2)
        #expect(poller.result(at: gone).contains(.failed) && poller.result(at: closed).contains(.failed))
    }
}
