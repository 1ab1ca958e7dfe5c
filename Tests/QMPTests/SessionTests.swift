import QMP
import Testing

struct SessionTests {
    private static let greeting = """
        {"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}

        """
    private static let accepted = "{\"return\": {}, \"id\": 0}\n"

    private func readySession() -> QMPSession {
        var session = QMPSession()
        _ = session.receive((Self.greeting + Self.accepted).utf8)
        return session
    }

    @Test func `the greeting is answered, and then the session is ready`() {
        var session = QMPSession()
        let handshake = "{\"execute\":\"qmp_capabilities\",\"id\":0}\n"
        #expect(session.receive(Self.greeting.utf8) == [.send(Array(handshake.utf8))])
        #expect(!session.isReady)
        #expect(session.receive(Self.accepted.utf8) == [.ready(version: "7.2.22")])
        #expect(session.isReady)
    }

    @Test func `commands before the handshake wait for its end, in order`() throws {
        var session = QMPSession()
        let first = try session.command("query-status")
        let second = try session.command("stop")
        #expect(first.bytes.isEmpty && second.bytes.isEmpty)
        _ = session.receive(Self.greeting.utf8)
        let lines = "{\"execute\":\"query-status\",\"id\":1}\n{\"execute\":\"stop\",\"id\":2}\n"
        #expect(session.receive(Self.accepted.utf8) == [.ready(version: "7.2.22"), .send(Array(lines.utf8))])
    }

    @Test func `arguments are written as JSON with their members in order`() throws {
        var session = readySession()
        let command = try session.command(
            "getfd", ["b": .bool(true), "a": .array([.null, .integer(-1), .string("é\n")])])
        let line = "{\"arguments\":{\"a\":[null,-1,\"é\\n\"],\"b\":true},\"execute\":\"getfd\",\"id\":1}\n"
        #expect(String(decoding: command.bytes, as: UTF8.self) == line)
        #expect(throws: QMPError.unencodable(command: "x")) { try session.command("x", ["n": .number(.nan)]) }
    }

    @Test func `answers find their commands in any order`() throws {
        var session = readySession()
        let one = try session.command("query-status").id
        let two = try session.command("cont").id
        let outputs = session.receive(
            """
            {"error": {"class": "GenericError", "desc": "no"}, "id": \(two)}
            {"return": {"status": "running"}, "id": \(one)}

            """.utf8)
        #expect(
            outputs == [
                .failed(id: two, QMPFailure(kind: "GenericError", description: "no")),
                .returned(id: one, .object(["status": .string("running")])),
            ])
    }

    @Test(arguments: [
        "{\"return\": {}, \"id\": 9}", "{\"return\": {}}", "{\"return\": {}, \"id\": \"1\"}",
        "{\"error\": {\"class\": \"c\", \"desc\": \"d\"}, \"id\": -1}", "{\"QMP\": {}}",
    ])
    func `an answer to nothing is reported and harms nothing`(line: String) throws {
        var session = readySession()
        let id = try session.command("stop").id
        let outputs = session.receive("\(line)\n{\"return\": {}, \"id\": \(id)}\n".utf8)
        try #require(outputs.count == 2)
        guard case .unexpected(.outOfPlace) = outputs[0] else {
            Issue.record("not reported: \(outputs[0])")
            return
        }
        #expect(outputs[1] == .returned(id: id, .object([:])))
    }

    @Test(arguments: [
        "}", "[1]", "nothing", "{\"a\":1}", "{\"return\": {}", "{\"error\": {\"class\": 1}}", "\u{1}\u{2}",
    ])
    func `a line that is no message is reported with its length and prefix`(line: String) {
        var session = readySession()
        let shown = String(line.map { $0.isASCII && $0 < " " ? "?" : $0 })
        #expect(
            session.receive("\(line)\n".utf8)
                == [.unexpected(.undecodable(length: line.utf8.count, prefix: shown))])
        #expect(session.receive("{\"event\": \"STOP\"}\n".utf8) == [.event(QMPEvent(name: "STOP"))])
    }

    @Test func `a refused handshake ends the session`() {
        var session = QMPSession()
        _ = session.receive(Self.greeting.utf8)
        let refusal = "{\"error\": {\"class\": \"c\", \"desc\": \"not you\"}, \"id\": 0}\n"
        #expect(session.receive((refusal + Self.accepted).utf8) == [.ended(.handshakeRefused("not you"))])
        #expect(session.receive(Self.greeting.utf8) == [])
    }

    @Test func `a line without an end ends the session`() {
        var session = QMPSession(lineLimit: 256)
        _ = session.receive((Self.greeting + Self.accepted).utf8)
        #expect(session.receive(Array(repeating: 0x20, count: 257)) == [.ended(.lineTooLong(limit: 256))])
        #expect(session.receive("\n\(Self.accepted)".utf8) == [])
    }

    @Test func `commands without answers are bounded, and forgotten ones make room`() throws {
        var session = readySession()
        var last: UInt64 = 0
        for _ in 0..<QMPSession.maximumPending { last = try session.command("stop").id }
        #expect(throws: QMPError.tooManyCommands(limit: QMPSession.maximumPending)) { try session.command("stop") }
        session.forget(last)
        _ = try session.command("stop")
    }

    @Test(arguments: 1...40)
    func `any chunking gives the same outputs`(size: Int) throws {
        let stream = Array(
            (Self.greeting + Self.accepted + "garbage\n{\"event\": \"RESUME\", \"data\": {\"x\": 1.5}}\r\n"
                + "{\"return\": [true, null, \"\\u00e9\"], \"id\": 1}\n").utf8)
        var whole = QMPSession()
        var cut = QMPSession()
        _ = try whole.command("a")
        _ = try cut.command("a")
        var outputs: [QMPOutput] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            outputs += cut.receive(stream[start..<min(start + size, stream.count)])
        }
        #expect(outputs == whole.receive(stream))
        #expect(outputs.count == 6)
    }

    @Test(arguments: 0..<20)
    func `random bytes never make an answer`(seed: UInt64) {
        var session = readySession()
        var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        let bytes = (0..<4_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        for output in session.receive(bytes) {
            guard case .unexpected(.undecodable) = output else {
                Issue.record("made of nothing: \(output)")
                return
            }
        }
    }
}
