import Glibc
import LinuxIO

/// The program on a terminal of its own, with a person in front of it.
final class PseudoTerminal {
    struct Failure: Error {
        let text: String
    }

    private let master: OwnedDescriptor
    private let slave: OwnedDescriptor
    private let process: Int32
    private(set) var screen = ""

    init(_ arguments: [String], bus: String, environment: [String] = []) throws {
        master = try FileSystem.open("/dev/ptmx", .readWrite)
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), macros that Swift does not see.
        var isLocked: CInt = 0
        var number: CInt = 0
        guard ioctl(master.number, 0x4004_5431, &isLocked) == 0, ioctl(master.number, 0x8004_5430, &number) == 0 else {
            throw SystemError.last("open a pseudo-terminal")
        }
        slave = try FileSystem.open("/dev/pts/\(number)", .readWrite)
        process = try ChildProcess.spawn(
            CommandRun.program, arguments,
            environment: ["PATH=/usr/bin:/bin", "BULKHEAD_BUS=\(bus)"]
                + (environment.contains { $0.hasPrefix("TERM=") } ? [] : ["TERM=xterm-256color"]) + environment,
            passing: [.init(slave.number, as: 0), .init(slave.number, as: 1), .init(slave.number, as: 2)])
    }

    /// The settings that raw mode changes.
    var settings: [UInt32] {
        var state = termios()
        tcgetattr(slave.number, &state)
        return [state.c_iflag, state.c_oflag, state.c_lflag]
    }

    func type(_ text: String) throws { try master.writeAll(Array(text.utf8)) }

    func send(_ signal: CInt) { kill(process, signal) }

    /// Reads until the screen has shown `text`, for ten seconds at most.
    func expect(_ text: String) throws {
        for _ in 0..<100 where !screen.contains(text) { try readSome() }
        guard screen.contains(text) else { throw Failure(text: "'\(text)' is not in '\(screen)'") }
    }

    /// Reads on until the program has ended.
    func end() throws -> Int32 {
        for _ in 0..<100 {
            try readSome()
            if let code = ChildProcess.reap(process) {
                try readSome()
                return code
            }
        }
        kill(process, SIGKILL)
        throw Failure(text: "the program has not ended; screen: '\(screen)'")
    }

    private func readSome() throws {
        var poller = Poller()
        let index = poller.add(master.number, .readable)
        _ = poller.wait(milliseconds: 100)
        guard poller.result(at: index).contains(.readable) else { return }
        screen += String(decoding: try master.read(limit: 65_536) ?? [], as: UTF8.self)
    }
}
