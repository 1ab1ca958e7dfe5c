import LinuxIO

/// One of the guest's tools, connected to a test by three pipes; killed when the test lets go of it.
package final class ToolProcess {
    package struct Result: Hashable, Sendable {
        /// Its exit code, or 128 + the signal's number.
        package let code: Int32
        package let output: [UInt8]
        package let errors: String

        package var text: String { String(decoding: output, as: UTF8.self) }
    }

    private final class End {
        let descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    package let process: Int32
    private let words: String
    private var input: End?
    private var output: End?
    private var errors: End?
    private var hasEnded = false
    private var collected: [UInt8] = []
    private var said: [UInt8] = []

    /// Makes a folder with all tools in it, as the template has them: links to the agent.
    package static func makeFolder(_ path: String) throws {
        let agent = FileSystem.parent(of: CurrentProcess.executablePath ?? "") + "/bulkhead-agent"
        try FileSystem.makeDirectory(path)
        for name in [
            "qrexec-client-vm", "qvm-run-vm", "qvm-open-in-vm", "qvm-open-in-dvm", "qvm-connect-tcp",
            "bulkhead-clipboard", "bulkhead-vm-exec", "bulkhead-open-file", "qvm-copy", "qfile-agent", "qfile-unpacker",
        ] { try FileSystem.symbolicLink("\(path)/\(name)", to: agent) }
    }

    package init(_ program: String, _ arguments: [String], environment: [String] = []) throws {
        CurrentProcess.ignoreBrokenPipes()
        words = ([FileSystem.lastComponent(of: program)] + arguments).joined(separator: " ")
        var forward = try OwnedDescriptor.pipe()
        var backward = try OwnedDescriptor.pipe()
        var log = try OwnedDescriptor.pipe()
        let theirs = [End(forward.takeFirst()), End(backward.takeSecond()), End(log.takeSecond())]
        // A number is only good while its owner lives.
        defer { withExtendedLifetime(theirs) {} }
        input = End(forward.takeSecond())
        output = End(backward.takeFirst())
        errors = End(log.takeFirst())
        process = try ChildProcess.spawn(
            program, arguments, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + environment,
            passing: theirs.enumerated().map { .init($0.element.descriptor.number, as: CInt($0.offset)) })
        try input?.descriptor.setNonblocking()
    }

    deinit {
        guard !hasEnded else { return }
        try? ProcessHandle(process).send(.kill)
        _ = try? ChildProcess.wait(process)
    }

    package func kill() throws { try ProcessHandle(process).send(.kill) }

    /// Writes what the program's input takes now.
    package func offer(_ bytes: ArraySlice<UInt8>) -> Int { (try? input?.descriptor.write(bytes)) ?? 0 }

    package func write(_ text: String) throws {
        guard offer(Array(text.utf8)[...]) == text.utf8.count else { throw TimedOut("\(words) does not read") }
    }

    package func endInput() { input = nil }

    /// Hangs up on the program's output.
    package func closeOutput() { output = nil }

    /// Reads until the program has printed this many lines, and returns the last of them.
    package func line(_ number: Int = 1, seconds: UInt64 = 60) throws -> String {
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        while true {
            let lines = String(decoding: collected, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            if lines.count > number { return String(lines[number - 1]) }
            guard Clock.monotonicNanoseconds() < deadline, output != nil else {
                throw TimedOut(
                    """
                    \(words) has not printed \(number) lines but \(collected.count) bytes; it \
                    \(output == nil ? "has closed its output" : "goes on") and says: \
                    \(String(decoding: said, as: UTF8.self))
                    """)
            }
            var rest: ArraySlice<UInt8> = []
            turn(&rest, milliseconds: 200)
        }
    }

    /// Gives input, takes output, and waits for the end.
    package func finish(input bytes: [UInt8] = [], seconds: UInt64 = 60) throws -> Result {
        let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        var rest = bytes[...]
        if rest.isEmpty { input = nil }
        while true {
            if output == nil, errors == nil, let code = ChildProcess.reap(process) {
                hasEnded = true
                return Result(code: code, output: collected, errors: String(decoding: said, as: UTF8.self))
            }
            guard Clock.monotonicNanoseconds() < deadline else {
                throw TimedOut("\(words) has not ended; it says: \(String(decoding: said, as: UTF8.self))")
            }
            turn(&rest, milliseconds: 20)
            if rest.isEmpty { input = nil }
        }
    }

    private func turn(_ rest: inout ArraySlice<UInt8>, milliseconds: Int32) {
        var poller = Poller()
        let toWrite = rest.isEmpty ? nil : input.map { poller.add($0.descriptor.number, .writable) }
        let toRead = output.map { poller.add($0.descriptor.number, .readable) }
        let toHear = errors.map { poller.add($0.descriptor.number, .readable) }
        _ = poller.wait(milliseconds: milliseconds)
        if let toWrite, !poller.result(at: toWrite).isEmpty {
            if let count = try? input?.descriptor.write(rest.prefix(65_536)) {
                rest = rest.dropFirst(count)
            } else {
                rest = []
            }
        }
        if let toRead, !poller.result(at: toRead).isEmpty {
            let bytes = (try? output?.descriptor.read(limit: 262_144)) ?? []
            if bytes.isEmpty { output = nil } else { collected += bytes }
        }
        if let toHear, !poller.result(at: toHear).isEmpty {
            let bytes = (try? errors?.descriptor.read(limit: 65_536)) ?? []
            if bytes.isEmpty { errors = nil } else { said += bytes }
        }
    }
}
