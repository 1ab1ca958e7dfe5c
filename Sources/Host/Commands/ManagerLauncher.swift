import LinuxIO
import ManagerClient
import Machines

/// Starts the manager's program and waits until it answers.
struct ManagerLauncher {
    /// The manager's program, in the order in which it is looked for, after the folder of this program.
    private static let folders = ["/usr/libexec/bulkhead", "/usr/local/libexec/bulkhead"]
    private static let name = "bulkheadd"
    /// Lines of the log that an error shows.
    private static let shownLogLines = 8

    let arguments: [String]
    let location: ManagerLocation
    let timeoutSeconds: UInt32
    /// Whether the manager stays a child of this process and writes to its standard error.
    let isForeground: Bool

    private var logPath: String { location.runDirectory + "/bulkheadd.log" }

    /// Starts it.
    ///
    /// - Returns: A connection to it, and its process.
    /// - Throws: ``CommandFailure`` when there is no program, it ends, or it does not answer in time.
    func launch() async throws -> (manager: ManagerConnection, process: Int32) {
        let program = try find()
        try FileSystem.makeDirectory(location.runDirectory)
        let process: Int32
        if isForeground {
            process = try ChildProcess.spawn(
                program, arguments, environment: environment, passing: [.init(2, as: 1), .init(2, as: 2)])
        } else {
            let log = try FileSystem.open(logPath, .append)
            process = try ChildProcess.spawn(
                program, arguments, environment: environment,
                passing: [.init(log.number, as: 1), .init(log.number, as: 2)])
        }
        return (try await wait(for: process, program: program), process)
    }

    private var environment: [String] {
        ["PATH", "LANG", "TMPDIR"].compactMap { name in CurrentProcess.environment(name).map { "\(name)=\($0)" } }
    }

    private func find() throws(CommandFailure) -> String {
        let own = CurrentProcess.executablePath.map { FileSystem.parent(of: $0) }
        let folders = (own.map { [$0] } ?? []) + Self.folders
        if let path = folders.map({ $0 + "/" + Self.name }).first(where: FileSystem.isExecutable) { return path }
        if let path = ChildProcess.find(Self.name) { return path }
        throw CommandFailure(
            "there is no program \(Self.name) (looked in \(folders.joined(separator: ", ")) and the usual folders)",
            advice: "install it, or build it with 'swift build' and use the bulkhead beside it")
    }

    private func wait(for process: Int32, program: String) async throws -> ManagerConnection {
        let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
        while ContinuousClock.now < deadline {
            if let manager = try? await ManagerConnection.open(location) { return manager }
            if let code = ChildProcess.reap(process) {
                throw CommandFailure(
                    "the manager \(program) ended at once with status \(code)" + lastWords, advice: logAdvice)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CommandFailure(
            "the manager \(program) (process \(process)) has not answered for \(timeoutSeconds) seconds" + lastWords,
            advice: logAdvice)
    }

    private var logAdvice: String { isForeground ? "its words are above" : "its log is \(logPath)" }

    private var lastWords: String {
        guard !isForeground, let text = try? FileSystem.readText(logPath, limit: 16 << 20) else { return "" }
        let lines = text.split(separator: "\n").suffix(Self.shownLogLines)
        return lines.isEmpty ? "" : ": " + lines.joined(separator: " / ")
    }
}
