internal import CLinux
internal import Glibc

/// Starting programs with exactly the descriptors that they are meant to have.
package enum ChildProcess {
    /// One descriptor of the child: `source` here becomes number `target` there.
    package struct Passing: Hashable, Sendable {
        package let source: CInt
        package let target: CInt

        package init(_ source: CInt, as target: CInt) {
            self.source = source
            self.target = target
        }
    }

    /// Starts a program by its path.
    ///
    /// The child gets the passed descriptors and nothing else (everything of ours is close-on-exec); 0, 1 and 2 are
    /// `/dev/null` unless passed. Signals are reset.
    ///
    /// - Returns: The process identifier; the caller must reap it.
    package static func spawn(
        _ program: String, _ arguments: [String], environment: [String] = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
        passing: [Passing] = [], directory: String? = nil, newSession: Bool = true
    ) throws(SystemError) -> Int32 {
        var process: pid_t = 0
        let sources = passing.map(\.source)
        let targets = passing.map(\.target)
        let code = unsafe withCStrings([program] + arguments) { argumentPointers in
            unsafe withCStrings(environment) { environmentPointers in
                if let directory {
                    unsafe bulkhead_spawn(
                        &process, program, argumentPointers, environmentPointers, sources, targets, passing.count,
                        directory, newSession ? 1 : 0)
                } else {
                    unsafe bulkhead_spawn(
                        &process, program, argumentPointers, environmentPointers, sources, targets, passing.count, nil,
                        newSession ? 1 : 0)
                }
            }
        }
        guard code == 0 else { throw SystemError("start", program, code: code) }
        return process
    }

    /// Waits for a child to end.
    ///
    /// - Returns: 0...255, or 128 + the signal's number.
    package static func wait(_ process: Int32) throws(SystemError) -> Int32 {
        var status: CInt = 0
        var result: pid_t
        repeat { result = unsafe waitpid(process, &status, 0) } while result < 0 && errno == EINTR
        guard result == process else { throw .last("wait for process", "\(process)") }
        return bulkhead_wait_status_code(status)
    }

    /// Reaps a child that has ended; nil while it runs or when it is not ours.
    package static func reap(_ process: Int32) -> Int32? {
        var status: CInt = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        return bulkhead_wait_status_code(status)
    }

    /// Reaps any one child that has ended, for PID 1 and subreapers.
    package static func reapAny() -> (process: Int32, code: Int32)? {
        var status: CInt = 0
        let process = unsafe waitpid(-1, &status, WNOHANG)
        return process > 0 ? (process, bulkhead_wait_status_code(status)) : nil
    }

    /// Replaces this process by a program; returns only on failure.
    package static func execute(_ program: String, _ arguments: [String], environment: [String]) -> SystemError {
        unsafe withCStrings([program] + arguments) { argumentPointers in
            unsafe withCStrings(environment) { environmentPointers in
                _ = unsafe execve(program, argumentPointers, environmentPointers)
            }
        }
        return .last("start", program)
    }

    /// Runs a short program to its end and collects what it printed, at most 1 MiB each; blocks this thread.
    package static func run(
        _ program: String, _ arguments: [String], input: [UInt8] = [], passing: [Passing] = []
    ) throws(SystemError) -> (code: Int32, output: String) {
        var output = try OwnedDescriptor.pipe()
        let reading = output.takeFirst()
        let writing = output.takeSecond()
        let source = try OwnedDescriptor.memoryFile(name: "input", sizeBytes: 0)
        try source.writeAll(input)
        _ = lseek(source.number, 0, SEEK_SET)
        let process = try spawn(
            program, arguments,
            passing: passing + [
                Passing(source.number, as: 0), Passing(writing.number, as: 1), Passing(writing.number, as: 2),
            ])
        // Our copy of the writing end must go, or the end of the output would never come.
        _ = consume writing
        let bytes = try reading.readAll(limit: 1 << 20, subject: program)
        return (try wait(process), String(decoding: bytes, as: UTF8.self))
    }

    /// Finds a program in the usual directories.
    package static func find(_ name: String) -> String? {
        for directory in ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
            let path = "\(directory)/\(name)"
            if FileSystem.isExecutable(path) { return path }
        }
        return nil
    }

    // SAFETY: the pointers live until `body` returns, and the array ends with nil as exec wants it.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe body(pointers)
    }
}
