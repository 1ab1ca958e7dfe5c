import Channel
import LinuxIO
import Testing

@Suite(.serialized) struct ConsoleTests {
    /// Attaches a console client and returns its end.
    private func attach(_ manager: TestManager) throws -> TestRun.End {
        var pair = try UnixSocket.pair(.stream)
        let theirs = pair.takeFirst()
        try manager.send(.attachConsole, descriptors: [theirs.number])
        return TestRun.End(pair.takeSecond())
    }

    private func read(_ end: TestRun.End, until text: String) throws -> String {
        var bytes: [UInt8] = []
        while !String(decoding: bytes, as: UTF8.self).hasSuffix(text) {
            var poller = Poller()
            _ = poller.add(end.descriptor.number, .readable)
            guard poller.wait(milliseconds: 5_000) > 0, let more = try end.descriptor.read(limit: 65_536),
                !more.isEmpty
            else { throw FixtureError.timeout("'\(text)' in \(bytes.count) bytes") }
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a client sees what was printed before it came, and its keys go in`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connect()
        try fixture.console.writeAll(Array("boot\nlogin: ".utf8))
        while try fixture.log.sizeBytes() < 12 { Clock.sleep(milliseconds: 2) }
        let client = try attach(manager)
        #expect(try read(client, until: "login: ") == "boot\nlogin: ")
        try client.descriptor.writeAll(Array("root\n".utf8))
        #expect(try fixture.console.read(limit: 100) == Array("root\n".utf8))
        try fixture.console.writeAll(Array("# ".utf8))
        #expect(try read(client, until: "# ") == "# ")
        #expect(try FileSystem.readText("\(fixture.directory)/console.log") == "boot\nlogin: #")
    }

    @Test func `the log never grows beyond its limit and goes on after it`() throws {
        let fixture = try Fixture(consoleLogLimit: 10_000)
        for number in 0..<200 {
            try fixture.console.writeAll([UInt8](repeating: UInt8(ascii: "x"), count: 500) + Array("\(number)\n".utf8))
            #expect(try fixture.log.sizeBytes() <= 10_000)
        }
        let path = "\(fixture.directory)/console.log"
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while try !FileSystem.readText(path).hasSuffix("x199"), Clock.monotonicNanoseconds() < deadline {
            Clock.sleep(milliseconds: 5)
        }
        let text = try FileSystem.readText(path)
        #expect(text.hasPrefix("[bulkhead: the log was full at 10000 bytes and starts over]\n"))
        #expect(text.hasSuffix("x199"))
    }

    @Test func `a client that does not read is dropped and the console goes on`() throws {
        let fixture = try Fixture()
        let manager = try fixture.connect()
        let client = try attach(manager)
        let line = [UInt8](repeating: UInt8(ascii: "y"), count: 50_000)
        for _ in 0..<40 { try fixture.console.writeAll(line) }
        try manager.send(.query)
        #expect(try manager.receive(milliseconds: 5_000))
        var total = 0
        while let bytes = try client.descriptor.read(limit: 65_536), !bytes.isEmpty { total += bytes.count }
        #expect(total < 1_000_000)
        let second = try attach(manager)
        try fixture.console.writeAll(Array("still here".utf8))
        #expect(try read(second, until: "still here").count >= 64 * 1024)
    }
}
