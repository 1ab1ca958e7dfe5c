import Dispatch
import Glibc
import LinuxIO
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TerminalTests {
    /// Runs `body` on a thread of its own, as it waits for a program that the tasks of this process serve.
    private func onThread(_ body: @escaping @Sendable (String) throws -> Void) async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "test.terminal").async { continuation.resume(with: Result { try body(address) }) }
        }
        await manager.stop()
    }

    @Test func `the console takes keys one by one, and Ctrl-] leaves it and the terminal as it was`() async throws {
        try await onThread { bus in
            let terminal = try PseudoTerminal(["console", "sys-net"], bus: bus)
            let before = terminal.settings
            try terminal.expect("login: ")
            #expect(terminal.settings != before)
            try terminal.type("a")
            try terminal.expect("login: A")
            try terminal.type("\u{3}")
            try terminal.expect("A\u{3}")
            terminal.send(SIGWINCH)
            try terminal.type("b\u{1d}")
            #expect(try terminal.end() == 0)
            #expect(terminal.settings == before)
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `a signal leaves the terminal as it was`(signal: CInt) async throws {
        try await onThread { bus in
            for arguments in [["console", "sys-net"], ["status", "--watch"]] {
                let terminal = try PseudoTerminal(arguments, bus: bus)
                let before = terminal.settings
                try terminal.expect(arguments[0] == "console" ? "login: " : "q ends this view")
                terminal.send(signal)
                #expect(try terminal.end() == (arguments[0] == "console" ? 128 + signal : 0))
                #expect(terminal.settings == before)
            }
        }
    }

    @Test func `a console that the VM closes ends`() async throws {
        try await onThread { bus in
            let terminal = try PseudoTerminal(["console", "sys-net"], bus: bus)
            try terminal.expect("login: ")
            try terminal.type("X")
            #expect(try terminal.end() == 0)
            #expect(terminal.screen.contains("The console of sys-net was closed."))
        }
    }

    @Test func `the live view follows changes, and q ends it and nothing else`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        let change = Task {
            try await Task.sleep(for: .milliseconds(500))
            try await manager.start("personal")
        }
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "test.terminal").async {
                continuation.resume(
                    with: Result {
                        let terminal = try PseudoTerminal(["status", "--watch"], bus: address)
                        let before = terminal.settings
                        try terminal.expect("\u{1b}[?1049h")
                        try terminal.expect("\u{1b}[38;5;8mvault\u{1b}[0m")
                        try terminal.expect("5, 3 Running, 1 Paused, 1 Crashed")
                        try terminal.type("xq")
                        #expect(try terminal.end() == 0)
                        #expect(terminal.screen.hasSuffix("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"))
                        #expect(terminal.settings == before)
                    })
            }
        }
        try await change.value
        await manager.stop()
    }

    @Test func `the live view ends with the manager`() async throws {
        let manager = try await FakeManager.make()
        let address = manager.daemon.address
        let (shown, continuation) = AsyncStream.makeStream(of: Void.self)
        let death = Task {
            for await _ in shown { break }
            await manager.stop()
        }
        try await withCheckedThrowingContinuation { result in
            DispatchQueue(label: "test.terminal").async {
                result.resume(
                    with: Result {
                        let terminal = try PseudoTerminal(["status", "--watch"], bus: address)
                        try terminal.expect("q ends this view")
                        continuation.finish()
                        #expect(try terminal.end() == 1)
                        #expect(terminal.screen.contains("\u{1b}[?1049lbulkhead: the manager ended"))
                    })
            }
        }
        await death.value
    }

    @Test func `what a VM writes cannot command a terminal unless that is asked for`() async throws {
        try await onThread { bus in
            let command = "printf 'a\\033[31mb\\302\\2339é\\n'"
            let filtered = try PseudoTerminal(["run", "-p", "sys-net", command], bus: bus)
            #expect(try filtered.end() == 0)
            #expect(filtered.screen == "a_[31mb__9é\r\n")
            let plain = try PseudoTerminal(["run", "-p", "--no-filter-escape-chars", "sys-net", command], bus: bus)
            #expect(try plain.end() == 0)
            #expect(plain.screen == "a\u{1b}[31mb\u{9b}9é\r\n")
            let log = try PseudoTerminal(["logs", "vault"], bus: bus)
            #expect(try log.end() == 0)
            #expect(log.screen == "console one\r\ntwo _[31mred\r\nthree\r\n")
        }
    }

    @Test func `names have the colour of their label, as far as the terminal can`() async throws {
        try await onThread { bus in
            func screen(_ environment: [String]) throws -> String {
                let terminal = try PseudoTerminal(["ls", "sys-net"], bus: bus, environment: environment)
                #expect(try terminal.end() == 0)
                return terminal.screen
            }
            let palette = try screen([])
            #expect(palette.contains("\u{1b}[38;5;160msys-net\u{1b}[0m  \u{1b}[32mRunning\u{1b}[0m"))
            let full = try screen(["COLORTERM=truecolor"])
            #expect(full.contains("\u{1b}[38;2;204;0;0msys-net\u{1b}[0m"))
            for environment in ["NO_COLOR=1", "TERM=dumb"] {
                let plain = try screen([environment])
                #expect(!plain.contains("\u{1b}"))
            }
        }
    }
}
