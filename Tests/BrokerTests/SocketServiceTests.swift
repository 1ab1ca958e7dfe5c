import Channel
import LinuxIO
import TestSupport
import Testing

/// Services behind sockets and with settings of their own, and what a program may say to its agent.
@Suite(.serialized) struct SocketServiceTests {
    /// Accepts a service's connection and reads what it is told first, up to the NUL.
    private func accept(_ listener: borrowing OwnedDescriptor) throws -> (end: TestRun.End, descriptor: String) {
        guard let accepted = try UnixSocket.accept(listener) else { throw FixtureError.noConnection }
        let end = TestRun.End(accepted)
        var descriptor: [UInt8] = []
        while let byte = try end.descriptor.read(limit: 1), !byte.isEmpty, byte != [0] { descriptor += byte }
        return (end, String(decoding: descriptor, as: UTF8.self))
    }

    private func listen(_ board: Switchboard, _ service: String) throws -> OwnedDescriptor {
        try FileSystem.makeDirectory("\(board.callee.root)/etc/qubes-rpc")
        return try UnixSocket.listen(at: "\(board.callee.root)/etc/qubes-rpc/\(service)", .stream)
    }

    private func configure(_ board: Switchboard, _ service: String, _ text: String) throws {
        let directory = "\(board.callee.root)/etc/qubes/rpc-config"
        try FileSystem.makeDirectory(directory)
        try FileSystem.writeAtomically("\(directory)/\(service)", Array(text.utf8))
    }

    @Test func `a socket is told who calls and what, and then carries the data`() throws {
        let board = try Switchboard()
        let listener = try listen(board, "test.Socket")
        let tool = try board.start("qrexec-client-vm", ["@default", "test.Socket+a"])
        try tool.write("ping\n")
        try board.connectNext()
        let (end, descriptor) = try accept(listener)
        #expect(descriptor == "test.Socket+a work keyword default")
        #expect(try end.descriptor.read(limit: 5) == Array("ping\n".utf8))
        // The caller ends its half: so does the socket.
        tool.endInput()
        #expect(try end.descriptor.read(limit: 5)?.isEmpty == true)
        try end.descriptor.writeAll(Array("pong\n".utf8))
        UnixSocket.shutdownBoth(end.descriptor)
        let result = try tool.finish()
        #expect(result.text == "pong\n")
        #expect(result.code == 0)
    }

    @Test func `a socket can do without being told`() throws {
        let board = try Switchboard()
        let listener = try listen(board, "test.Socket")
        try configure(board, "test.Socket", "skip-service-descriptor=true")
        let tool = try board.call("test.Socket")
        try tool.write("x")
        try board.connectNext()
        guard let end = try UnixSocket.accept(listener) else { throw FixtureError.noConnection }
        #expect(try end.read(limit: 1) == Array("x".utf8))
        _ = consume end
        #expect(try tool.finish().code == 0)
    }

    @Test func `a socket that nobody listens on is a problem, not an empty answer`() throws {
        let board = try Switchboard()
        let listener = try listen(board, "test.Socket")
        _ = consume listener
        let tool = try board.call("test.Socket")
        try board.connectNext()
        #expect(try tool.finish().code == 125)
    }

    @Test func `a port that turns out to be closed is a problem as well`() throws {
        let board = try Switchboard()
        let (number, port) = try NetworkSocket.listenOnLoopback(port: 0)
        let listener = OwnedDescriptor(adopting: number)
        // So many wait to be accepted that the next one gets no answer, until the port is closed.
        var waiting: [TestRun.End] = []
        for _ in 0..<80 { waiting.append(.init(try NetworkSocket.connect(host: "localhost", port: port))) }
        try FileSystem.makeDirectory("\(board.callee.root)/etc/qubes-rpc")
        try FileSystem.symbolicLink("\(board.callee.root)/etc/qubes-rpc/test.Port", to: "/dev/tcp/127.0.0.1/\(port)")
        let tool = try board.call("test.Port")
        let id = try board.connectNext()
        try board.expectWell()
        _ = consume listener
        let result = try tool.finish(input: [1])
        #expect(result.code == 125 && result.output.isEmpty)
        #expect(try board.end(of: id).outcome == .exited(code: 125))
        withExtendedLifetime(waiting) {}
    }

    @Test func `a call that is cut closes its socket`() throws {
        let board = try Switchboard()
        let listener = try listen(board, "test.Socket")
        let tool = try board.call("test.Socket")
        let id = try board.connectNext()
        let (end, _) = try accept(listener)
        try board.callerManager.send(.cut(id: id, reason: "revoked"))
        #expect(try end.descriptor.read(limit: 1)?.isEmpty == true)
        #expect(try tool.finish().code == 125)
    }

    @Test func `a service can end with its caller's data, or with its own`() throws {
        let board = try Switchboard()
        let mark = "\(board.callee.directory)/mark"
        try board.callee.install("test.Client", "cat >/dev/null; touch \(mark); sleep 600")
        try configure(board, "test.Client", "exit-on-client-eof=true")
        let first = try board.call("test.Client")
        try board.connectNext()
        #expect(try first.finish(input: [1]).code == 0)

        try board.callee.install("test.Service", "echo out; exec 1>&-; sleep 600")
        try configure(board, "test.Service", "exit-on-service-eof=true")
        let second = try board.call("test.Service")
        try board.connectNext()
        #expect(try second.line() == "out")
        #expect(try second.finish().code == 0)
    }

    @Test func `a service runs as the user that its settings name`() throws {
        let board = try Switchboard()
        try board.callee.install("test.User", "echo $USER")
        try configure(board, "test.User", "force-user=tester")
        var tool = try board.call("test.User")
        try board.connectNext()
        #expect(try tool.finish().text == "tester\n")
        try configure(board, "test.User", "force-user=nobody-here")
        tool = try board.call("test.User")
        try board.connectNext()
        #expect(try tool.finish().code == 125)
    }

    // MARK: - The agent's own socket

    private func ask(_ board: Switchboard, _ packet: [UInt8], _ descriptors: [CInt]) throws -> ToolReply? {
        let socket = try UnixSocket.connect(to: board.caller.toolSocket, .sequencedPacket)
        _ = try UnixSocket.send(packet, descriptors: descriptors, on: socket)
        var poller = Poller()
        _ = poller.add(socket.number, .readable)
        guard poller.wait(milliseconds: 60_000) > 0,
            let message = try UnixSocket.receive(limit: ToolReply.packetLimit, on: socket), !message.bytes.isEmpty
        else { return nil }
        return try ToolReply(packet: message.bytes)
    }

    @Test(.timeLimit(.minutes(2)))
    func `programs that say nothing to their agent keep nobody else from it`() throws {
        let board = try Switchboard()
        let silent = try (0..<300).map { _ in
            TestRun.End(try UnixSocket.connect(to: board.caller.toolSocket, .sequencedPacket))
        }
        try board.callee.install("test.Cat", "exec cat")
        let tool = try board.call("test.Cat")
        try board.connectNext()
        #expect(try tool.finish(input: [1]).output == [1])
        // The first ones have been hung up on.
        #expect(try silent[0].descriptor.read(limit: 1)?.isEmpty == true)
    }

    @Test func `what makes no sense to an agent is answered, and costs nobody else`() throws {
        let board = try Switchboard()
        let request = ToolRequest.call(try CallRequest(serviceAndArgument: "a", target: "t")).encode()
        let ends = try Switchboard.Ends()
        let file = try FileSystem.open("\(board.caller.directory)/passwd")
        let device = try FileSystem.open("/dev/zero", .readWrite)
        let cases: [(packet: [UInt8], descriptors: [CInt])] = [
            ([9], []), (request, []), (request, [ends.callers[0]]), (request + [0], ends.callers),
            (Array(request.dropLast()), ends.callers), ([UInt8](repeating: 1, count: 90_000), []),
            (request, ends.callers + ends.callees),
            // A program could make the agent wait for a file or a device, and with it the whole guest.
            (request, [file.number, file.number]), (request, [ends.callers[0], device.number]),
        ]
        for (number, item) in cases.enumerated() {
            guard case .failed = try ask(board, item.packet, item.descriptors) else {
                Issue.record("case \(number) is not answered by an error")
                continue
            }
        }
        try board.callee.install("test.Cat", "exec cat")
        let tool = try board.call("test.Cat")
        try board.connectNext()
        #expect(try tool.finish(input: [1]).output == [1])
    }
}
