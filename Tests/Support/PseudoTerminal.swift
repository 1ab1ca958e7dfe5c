import Glibc
import LinuxIO

/// A program on a terminal of its own, with a person in front of it.
package final class PseudoTerminal {
    private let master: OwnedDescriptor
    private let slave: OwnedDescriptor
    private let process: Int32
    private var hasEnded = false
    /// How long a person waits for what should come, in seconds; only a broken program takes so long.
    private let patienceSeconds: UInt64
    package private(set) var screen = ""

    package init(
        _ program: String, _ arguments: [String], environment: [String], patienceSeconds: UInt64 = 60
    ) throws {
        self.patienceSeconds = patienceSeconds
        master = try FileSystem.open("/dev/ptmx", .readWrite)
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), macros that Swift does not see.
        var isLocked: CInt = 0
        var number: CInt = 0
        guard ioctl(master.number, 0x4004_5431, &isLocked) == 0, ioctl(master.number, 0x8004_5430, &number) == 0 else {
            throw SystemError.last("open a pseudo-terminal")
        }
        slave = try FileSystem.open("/dev/pts/\(number)", .readWrite)
        process = try ChildProcess.spawn(
            program, arguments,
            environment: ["PATH=/usr/bin:/bin"]
                + (environment.contains { $0.hasPrefix("TERM=") } ? [] : ["TERM=xterm-256color"]) + environment,
            passing: [.init(slave.number, as: 0), .init(slave.number, as: 1), .init(slave.number, as: 2)])
    }

    deinit {
        guard !hasEnded else { return }
        kill(process, SIGKILL)
        _ = try? ChildProcess.wait(process)
    }

    /// The settings that raw mode changes.
    package var settings: [UInt32] {
        var state = termios()
        tcgetattr(slave.number, &state)
        return [state.c_iflag, state.c_oflag, state.c_lflag]
    }

    package func type(_ text: String) throws { try master.writeAll(Array(text.utf8)) }

    package func send(_ signal: CInt) { kill(process, signal) }

    /// Reads until the screen has shown `text`.
    package func expect(_ text: String) throws {
        let deadline = Clock.monotonicNanoseconds() + patienceSeconds * 1_000_000_000
        while !screen.contains(text), Clock.monotonicNanoseconds() < deadline { try readSome() }
        guard screen.contains(text) else { throw TimedOut("'\(text)' is not in '\(screen)'") }
    }

    /// Reads on until the program has ended, and returns its exit status.
    package func end() throws -> Int32 {
        let deadline = Clock.monotonicNanoseconds() + patienceSeconds * 1_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            try readSome()
            if let code = ChildProcess.reap(process) {
                hasEnded = true
                try readSome()
                return code
            }
        }
        throw TimedOut("the program has not ended; screen: '\(screen)'")
    }

    private func readSome() throws {
        var poller = Poller()
        let index = poller.add(master.number, .readable)
        _ = poller.wait(milliseconds: 100)
        guard poller.result(at: index).contains(.readable) else { return }
        screen += String(decoding: try master.read(limit: 65_536) ?? [], as: UTF8.self)
    }
}
