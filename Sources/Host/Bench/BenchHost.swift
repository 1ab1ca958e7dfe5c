import LinuxIO
import ManagerClient

/// A manager of the bench's own, on directories of its own.
final class BenchHost: Sendable {
    /// Where nobody else's user ids are.
    private static let firstUserID = 900_000

    let directory: String
    let run: String
    private let programs: String
    private let images: String

    /// - Parameters:
    ///   - programs: The folder of the programs.
    ///   - images: The folder of template images.
    ///   - machines: The definitions, by the names of their files.
    ///   - policy: The rules; empty for none.
    ///   - more: More tables of bulkhead.toml.
    /// - Throws: `SystemError` when the directories cannot be made.
    init(programs: String, images: String, machines: [String: [UInt8]], policy: String = "", settings more: String = "")
        throws
    {
        self.programs = programs
        self.images = images
        directory = try FileSystem.makeTemporaryDirectory(in: "/var/tmp", prefix: "bulkhead-bench-")
        run = try FileSystem.makeTemporaryDirectory(in: "/run", prefix: "bb")
        try FileSystem.makeDirectory(directory + "/config/vms.d")
        let settings = """
            bus = "private"
            [paths]
            log = "\(directory)/log"
            [uids]
            first = \(Self.firstUserID)
            count = 256
            \(more)
            """
        try FileSystem.writeAtomically(directory + "/config/bulkhead.toml", Array(settings.utf8))
        if !policy.isEmpty {
            try FileSystem.makeDirectory(directory + "/config/policy.d")
            try FileSystem.writeAtomically(directory + "/config/policy.d/30-bench.policy", Array(policy.utf8))
        }
        for (name, bytes) in machines {
            try FileSystem.writeAtomically(directory + "/config/vms.d/" + name, bytes)
        }
    }

    deinit {
        try? FileSystem.removeTree(run)
        try? FileSystem.removeTree(directory)
    }

    /// Does something with a host, and takes it down whatever happens.
    func use<Value>(_ body: (ManagerConnection) async throws -> Value) async throws -> Value {
        try up("--no-autostart")
        do {
            let manager = try await ManagerConnection.open(ManagerLocation(runDirectory: run))
            let value = try await body(manager)
            await manager.close()
            try down()
            return value
        } catch {
            try? down()
            throw error
        }
    }

    func up(_ arguments: String...) throws {
        try bulkhead(
            ["up", "--config", directory + "/config", "--state-directory", directory + "/state", "--images", images]
                + arguments)
    }

    func down() throws { try bulkhead(["down", "--force"]) }

    @discardableResult
    func bulkhead(_ arguments: [String], input: [UInt8] = []) throws -> String {
        let result = try ChildProcess.run(
            programs + "/bulkhead", [arguments[0], "--run-directory", run] + arguments.dropFirst(), input: input)
        guard result.code == 0 else {
            throw BenchError("'bulkhead \(arguments[0])' ended with \(result.code): \(result.output)")
        }
        return result.output
    }
}
