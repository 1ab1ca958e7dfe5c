import Dispatch
import LinuxIO
import Synchronization

/// How a program ended, and what it printed.
package struct ProgramResult: Sendable {
    /// Its exit code, or 128 + the signal's number.
    package let status: Int32
    package let outputBytes: [UInt8]
    package let errorBytes: [UInt8]

    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
}

/// A program that a test has started; killed when the test lets go of it.
package final class RunningProgram: Sendable {
    package let process: Int32
    private let directory: String
    private let result: Mutex<Int32?> = Mutex(nil)
    private let words: String

    /// Starts a program whose output goes to files, so that it never waits for its reader.
    package init(
        _ program: String, _ arguments: [String], environment: [String] = [], input: [UInt8] = []
    ) throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-program-")
        words = ([program] + arguments).joined(separator: " ")
        try FileSystem.writeAtomically(directory + "/in", input)
        let source = try FileSystem.open(directory + "/in")
        let output = try FileSystem.open(directory + "/out", .replace)
        let errors = try FileSystem.open(directory + "/err", .replace)
        process = try ChildProcess.spawn(
            program, arguments, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "COLUMNS=100"] + environment,
            passing: [.init(source.number, as: 0), .init(output.number, as: 1), .init(errors.number, as: 2)])
    }

    deinit {
        kill()
        if result.withLock({ $0 }) == nil { _ = try? ChildProcess.wait(process) }
        try? FileSystem.removeTree(directory)
    }

    /// Runs a program to its end.
    package static func run(
        _ program: String, _ arguments: [String], environment: [String] = [], input: [UInt8] = [],
        withinSeconds seconds: UInt64 = 120
    ) async throws -> ProgramResult {
        try await RunningProgram(program, arguments, environment: environment, input: input)
            .end(withinSeconds: seconds)
    }

    package func kill() {
        result.withLock { code in
            // Not reaped yet: the number is still this program's.
            guard code == nil else { return }
            try? ProcessHandle(process).send(.kill)
        }
    }

    /// What it has printed so far.
    package var output: String {
        String(decoding: (try? FileSystem.read(directory + "/out", limit: 64 << 20)) ?? [], as: UTF8.self)
    }

    package var hasEnded: Bool { reap() != nil }

    /// Waits for its end.
    ///
    /// - Throws: ``TimedOut``, after it was killed.
    package func end(withinSeconds seconds: UInt64 = 120) async throws -> ProgramResult {
        let code: Int32? = await withCheckedContinuation { continuation in
            // A thread of its own: those of the tasks are few.
            DispatchQueue(label: "test.program").async { continuation.resume(returning: self.wait(seconds: seconds)) }
        }
        let output = try FileSystem.read(directory + "/out", limit: 64 << 20)
        let errors = try FileSystem.read(directory + "/err", limit: 64 << 20)
        guard let code else {
            kill()
            throw TimedOut(
                """
                '\(words)' has not ended for \(seconds) seconds; its output: \(String(decoding: output, as: UTF8.self)) \
                \(String(decoding: errors, as: UTF8.self))
                """)
        }
        return ProgramResult(status: code, outputBytes: output, errorBytes: errors)
    }

    private func reap() -> Int32? {
        result.withLock { code in
            if code == nil { code = ChildProcess.reap(process) }
            return code
        }
    }

    private func wait(seconds: UInt64) -> Int32? {
        if let code = reap() { return code }
        guard let handle = try? ProcessHandle(process) else { return reap() }
        var poller = Poller()
        _ = poller.add(handle.number, .readable)
        _ = poller.wait(milliseconds: Int32(clamping: seconds * 1_000))
        return reap()
    }
}
