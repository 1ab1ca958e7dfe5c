import Channel
import LinuxIO
import TestSupport
import Testing

/// The guest's tools, as scripts use them, with another guest's agent at the other end.
@Suite(.serialized) struct ToolCallTests {
    // MARK: - qrexec-client-vm

    @Test func `a command line that makes no sense says how it is used`() throws {
        let board = try Switchboard()
        for arguments in [[], ["vault"], ["--unknown", "vault", "a"], ["-x", "vault", "a"], ["--"], ["-t", "vault"]] {
            let result = try board.start("qrexec-client-vm", arguments).finish()
            #expect(result.code == 64 && result.errors.contains("Usage: qrexec-client-vm"), "\(arguments)")
        }
        #expect(try board.start("qrexec-client-vm", ["--help"]).finish().code == 0)
        for arguments in [["vault", "a b"], ["vault", "+x"], ["va ult", "a"], ["vault", "a/../b"], ["vault", ""]] {
            let result = try board.start("qrexec-client-vm", arguments).finish()
            #expect(result.code == 125 && result.errors.contains("this cannot be called"), "\(arguments)")
        }
        #expect(!board.callerManager.notices.contains { if case .call = $0 { true } else { false } })
    }

    @Test func `without an agent nothing can be called`() throws {
        let board = try Switchboard()
        let tool = try board.start(
            "qrexec-client-vm", ["vault", "a"], environment: ["BULKHEAD_AGENT_SOCKET=/nonexistent/socket"])
        #expect(try tool.finish().code == 125)
        try board.caller.crashMachine()
        #expect(try board.start("qrexec-client-vm", ["vault", "a"]).finish().code == 125)
    }

    @Test func `a local program stands at this end of the call, and has the outer ends as well`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Shout", "tr a-z A-Z; exit ${1:-0}")
        let script =
            #"echo to service; exec 1>&-; read x; echo "got $x" >&$SAVED_FD_1; cat <&$SAVED_FD_0 >&$SAVED_FD_1"#
        let tool = try board.start("qrexec-client-vm", ["vault", "test.Shout", "sh", "-c", script])
        try board.connectNext()
        let result = try tool.finish(input: Array("outer\n".utf8))
        #expect(result.text == "got TO SERVICE\nouter\n")
        #expect(result.code == 0)
    }

    @Test(arguments: [
        (service: 0, local: 5, code: 5), (service: 7, local: 0, code: 7), (service: 7, local: 5, code: 7),
    ])
    func `the service's exit status goes before the local program's`(service: Int, local: Int, code: Int32) throws {
        let board = try Switchboard()
        try board.callee.install("test.Exit", "cat >/dev/null; exit $1")
        let tool = try board.start(
            "qrexec-client-vm", ["vault", "test.Exit+\(service)", "sh", "-c", "exit \(local)"])
        try board.connectNext()
        #expect(try tool.finish().code == code)
    }

    @Test func `a local program is not started for a call that is refused`() throws {
        let board = try Switchboard()
        let mark = "\(board.caller.directory)/mark"
        let tool = try board.start("qrexec-client-vm", ["vault", "a", "touch", mark])
        try board.callerManager.send(.refuse(id: try board.nextCall().id, .denied))
        #expect(try tool.finish().code == 126)
        #expect(!FileSystem.exists(mark))
    }

    @Test func `a local program has its signals, and hears that the call was cut`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "exec cat")
        let tool = try board.start(
            "qrexec-client-vm", ["vault", "test.Cat", "sh", "-c", "echo ready >&$SAVED_FD_1; yes >&1; kill -KILL $$"])
        let id = try board.connectNext()
        #expect(try tool.line() == "ready")
        try board.callerManager.send(.cut(id: id, reason: "revoked"))
        let result = try tool.finish()
        #expect(result.code == 125 && result.errors.contains("revoked"))
    }

    @Test(arguments: [
        (options: ["-t"], filters: true), (options: ["--filter-escape-chars-stdout"], filters: true),
        (options: [String](), filters: false),
        (options: ["-T"], filters: false), (options: ["-t", "--no-filter-escape-chars-stdout", "--"], filters: false),
        (options: ["--buffer-size=1000", "-t"], filters: true),
    ])
    func `control characters are replaced when asked for`(options: [String], filters: Bool) throws {
        let board = try Switchboard()
        try board.callee.install("test.Escape", #"printf 'a\033[2Jb\t\377\302\205\n\a'"#)
        let tool = try board.start("qrexec-client-vm", options + ["vault", "test.Escape"])
        try board.connectNext()
        let raw = Array("a".utf8) + [27] + Array("[2Jb\t".utf8) + [0xFF, 0xC2, 0x85, 10, 7]
        let filtered = Array("a_[2Jb\t___\n\u{7}".utf8)
        #expect(try tool.finish().output == (filters ? filtered : raw))
    }

    @Test func `data can be sent ahead of standard input`() throws {
        let board = try Switchboard()
        try board.callee.install("test.Cat", "exec cat")
        var tool = try board.start("qrexec-client-vm", ["--prefix-data=ahead ", "vault", "test.Cat"])
        try board.connectNext()
        #expect(try tool.finish(input: Array("behind".utf8)).text == "ahead behind")
        tool = try board.start("qrexec-client-vm", ["--prefix-data=alone", "vault", "test.Cat"])
        try board.connectNext()
        #expect(try tool.finish().text == "alone")
    }

    // MARK: - qvm-run-vm

    @Test func `a command runs in the other VM, with this one's input and output`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.VMShell")
        let tool = try board.start("qvm-run-vm", ["vault", "echo", "one;", "cat;", "exit 6"])
        let call = try board.nextCall()
        #expect(call.request.serviceAndArgument == "qubes.VMShell+" && call.request.target == "vault")
        try board.connect(call)
        let result = try tool.finish(input: Array("two".utf8))
        #expect(result.text == "one\ntwo")
        #expect(result.code == 6)
    }

    @Test func `root's shell leaves the input to the command as well`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.VMRootShell")
        let tool = try board.call("qubes.VMRootShell")
        try board.connectNext()
        #expect(try tool.finish(input: Array("cat; exit\nhello".utf8)).text == "hello")
    }

    @Test func `words arrive as they are without a shell`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.VMExec")
        let tool = try board.start("qvm-run-vm", ["--no-shell", "vault", "printf", "%s|", "a b", "", "ü+-$HOME'\n"])
        try board.connectNext()
        #expect(try tool.finish().text == "a b||ü+-$HOME'\n|")
        let missing = try board.start("qvm-run-vm", ["--no-shell", "--dispvm", "no-such-program"])
        let call = try board.nextCall()
        #expect(call.request.target == "@dispvm" && call.request.service == "qubes.VMExec")
        try board.connect(call)
        #expect(try missing.finish().code == 127)
        for arguments in [[], ["vault"], ["--dispvm"], ["--what", "vault", "true"]] {
            #expect(try board.start("qvm-run-vm", arguments).finish().code == 64, "\(arguments)")
        }
    }

    // MARK: - qvm-open-in-vm

    private func file(_ board: Switchboard, _ name: String, _ content: String) throws -> String {
        let path = "\(board.caller.directory)/\(name)"
        try FileSystem.writeAtomically(path, Array(content.utf8), mode: 0o640)
        return path
    }

    @Test func `a file that was changed there takes the place of the one here`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.OpenInVM")
        try board.addTool("qubes-open", #"basename "$1" >&2; echo changed >>"$1""#)
        let path = try file(board, "a ü.txt", "text\n")
        let tool = try board.start("qvm-open-in-vm", ["vault", path])
        try board.connectNext()
        #expect(try tool.finish().code == 0)
        #expect(try FileSystem.readText(path) == "text\nchanged")
        #expect(FileSystem.permissions(path)?.mode == 0o640)
        #expect(!FileSystem.exists(path + ".bulkhead-partial"))
    }

    @Test func `a file that was not changed, or only looked at, stays as it is`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.OpenInVM")
        let path = try file(board, "f", "text\n")
        try board.addTool("qubes-open", #"cat "$1" >/dev/null"#)
        var tool = try board.start("qvm-open-in-vm", ["vault", path])
        try board.connectNext()
        #expect(try tool.finish().code == 0)
        try board.addTool("qubes-open", #"chmod u+w "$1"; echo changed >>"$1""#)
        tool = try board.start("qvm-open-in-dvm", ["--view-only", path])
        let call = try board.nextCall()
        #expect(call.request.target == "@dispvm")
        try board.connect(call)
        let result = try tool.finish()
        #expect(result.code == 0, "\(result.errors)")
        #expect(try FileSystem.readText(path) == "text")
    }

    @Test func `an edit that failed, or was cut, changes nothing here`() throws {
        let board = try Switchboard()
        try board.installFromTemplate("qubes.OpenInVM")
        let path = try file(board, "f", "text\n")
        try board.addTool("qubes-open", #"echo changed >>"$1"; exit 9"#)
        var tool = try board.start("qvm-open-in-vm", ["vault", path])
        try board.connectNext()
        #expect(try tool.finish().code == 9)
        #expect(try FileSystem.readText(path) == "text")
        try board.callee.install("qubes.OpenInVM", "cat >/dev/null; echo half; exec sleep 600")
        tool = try board.start("qvm-open-in-vm", ["vault", path])
        let id = try board.connectNext()
        while !FileSystem.exists(path + ".bulkhead-partial") { Clock.sleep(milliseconds: 5) }
        try board.callerManager.send(.cut(id: id, reason: "revoked"))
        let result = try tool.finish()
        #expect(result.code == 125 && result.errors.contains("revoked"))
        #expect(try FileSystem.readText(path) == "text")
        #expect(!FileSystem.exists(path + ".bulkhead-partial"))
    }

    @Test func `an address is opened there, and what is none is a file`() throws {
        let board = try Switchboard()
        let got = "\(board.callee.directory)/got"
        try board.installFromTemplate("qubes.OpenURL")
        try board.addTool("qubes-open", "printf '%s' \"$1\" >\(got)")
        let tool = try board.start("qvm-open-in-vm", ["vault", "https://example.org/?a=b c"])
        try board.connectNext()
        #expect(try tool.finish().code == 0)
        #expect(try FileSystem.readText(got) == "https://example.org/?a=b c")
        let bad = try board.call("qubes.OpenURL")
        try board.connectNext()
        #expect(try bad.finish(input: Array("--option\n".utf8)).code == 1)
        #expect(try board.start("qvm-open-in-vm", ["vault", "/nonexistent"]).finish().code == 1)
        for arguments in [["vault"], [], ["vault", "a", "b"], ["--what", "vault", "a"]] {
            #expect(try board.start("qvm-open-in-vm", arguments).finish().code == 64, "\(arguments)")
        }
    }

    // MARK: - qvm-connect-tcp

    @Test func `a port here leads to a port there`() throws {
        let board = try Switchboard()
        // The service's end is a port of the test's own.
        let (number, port) = try NetworkSocket.listenOnLoopback(port: 0)
        let listener = OwnedDescriptor(adopting: number)
        try FileSystem.makeDirectory("\(board.callee.root)/etc/qubes-rpc")
        try FileSystem.symbolicLink(
            "\(board.callee.root)/etc/qubes-rpc/qubes.ConnectTCP", to: "/dev/tcp/127.0.0.1")
        let (free, local) = try NetworkSocket.listenOnLoopback(port: 0)
        let unused = OwnedDescriptor(adopting: free)
        _ = consume unused
        let tool = try board.start("qvm-connect-tcp", ["--foreground", "\(local):vault:\(port)"])
        #expect(try tool.line() == "127.0.0.1:\(local) leads to port \(port) of vault")
        let client = try NetworkSocket.connect(host: "localhost", port: local)
        let call = try board.nextCall()
        #expect(call.request.serviceAndArgument == "qubes.ConnectTCP+\(port)" && call.request.target == "vault")
        try board.connect(call)
        guard let server = try UnixSocket.accept(listener) else { throw FixtureError.noConnection }
        try client.writeAll(Array("ping".utf8))
        #expect(try server.read(limit: 4) == Array("ping".utf8))
        try server.writeAll(Array("pong".utf8))
        var poller = Poller()
        _ = poller.add(client.number, .readable)
        #expect(poller.wait(milliseconds: 60_000) == 1)
        #expect(try client.read(limit: 10) == Array("pong".utf8))
        _ = consume server
        #expect(try board.end(of: call.id).outcome == .exited(code: 0))
        try tool.kill()
        _ = try tool.finish()
        for arguments in [[], ["x"], ["1:vault:0"], ["1:vault:65536"], ["a:b:c:d"], ["--what"]] {
            #expect(try board.start("qvm-connect-tcp", arguments).finish().code == 64, "\(arguments)")
        }
    }
}
