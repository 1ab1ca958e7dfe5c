import Dispatch
import LinuxIO
import SystemBus

/// A run of the real program.
struct CommandRun: Equatable {
    let code: Int32
    let output: String
    let errors: String

    static var program: String {
        let folder = CurrentProcess.executablePath.map { FileSystem.parent(of: $0) } ?? "."
        return folder + "/bulkhead"
    }

    /// Runs the program to its end, off the threads that the fake manager runs on.
    static func run(
        _ arguments: [String], bus: String? = nil, input: [UInt8] = [], environment: [String] = [],
        program: String = program
    ) async throws -> CommandRun {
        let bytes = try await bytes(
            arguments, bus: bus, input: input, environment: environment, program: program)
        return CommandRun(
            code: bytes.code, output: String(decoding: bytes.output, as: UTF8.self),
            errors: String(decoding: bytes.errors, as: UTF8.self))
    }

    static func bytes(
        _ arguments: [String], bus: String? = nil, input: [UInt8] = [], environment: [String] = [],
        program: String = program
    ) async throws -> (code: Int32, output: [UInt8], errors: [UInt8]) {
        try await withCheckedThrowingContinuation { continuation in
            // A queue of its own has a thread of its own: the global queues' threads are those of all tasks.
            DispatchQueue(label: "test.command").async {
                continuation.resume(
                    with: Result { try blocking(program, arguments, bus: bus, input: input, environment: environment) })
            }
        }
    }

    /// Runs the program and tells all of its output so far whenever there is more; returns it all at the end.
    static func follow(
        _ arguments: [String], bus: String, _ report: @escaping @Sendable (String) -> Void
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "test.command").async {
                continuation.resume(
                    with: Result {
                        var pipe = try OwnedDescriptor.pipe()
                        let reading = pipe.takeFirst()
                        let process = try spawn(arguments, bus: bus, to: pipe.takeSecond())
                        var text = ""
                        while let bytes = try reading.read(limit: 4_096), !bytes.isEmpty {
                            text += String(decoding: bytes, as: UTF8.self)
                            report(text)
                        }
                        _ = try ChildProcess.wait(process)
                        return text
                    })
            }
        }
    }

    /// Starts the program and closes our copy of its output, whose end would never come otherwise.
    private static func spawn(
        _ arguments: [String], bus: String, to output: consuming OwnedDescriptor
    ) throws -> Int32 {
        try ChildProcess.spawn(
            program, arguments, environment: ["BULKHEAD_BUS=\(bus)"], passing: [.init(output.number, as: 1)])
    }

    private static func blocking(
        _ program: String, _ arguments: [String], bus: String?, input: [UInt8], environment: [String]
    ) throws -> (code: Int32, output: [UInt8], errors: [UInt8]) {
        let directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-command-")
        defer { try? FileSystem.removeTree(directory) }
        try FileSystem.writeAtomically(directory + "/in", input)
        let source = try FileSystem.open(directory + "/in")
        let output = try FileSystem.open(directory + "/out", .replace)
        let errors = try FileSystem.open(directory + "/err", .replace)
        let all = ["PATH=/usr/bin:/bin", "COLUMNS=100"] + (bus.map { ["BULKHEAD_BUS=\($0)"] } ?? []) + environment
        let process = try ChildProcess.spawn(
            program, arguments, environment: all,
            passing: [.init(source.number, as: 0), .init(output.number, as: 1), .init(errors.number, as: 2)])
        let code = try ChildProcess.wait(process)
        return (
            code, try FileSystem.read(directory + "/out", limit: 64 << 20), try FileSystem.read(directory + "/err")
        )
    }
}
