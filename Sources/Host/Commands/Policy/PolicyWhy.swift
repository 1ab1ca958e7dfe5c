import ArgumentParser
import LinuxIO

struct PolicyWhy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Show why the last calls were denied.",
        discussion: """
            Reads the audit log. This version of Bulkhead carries no calls yet and writes no such log, so there is \
            nothing to show; ask 'bulkhead policy explain' about a call instead.
            """)

    /// Where the audit log will be.
    static let logPath = "/var/log/bulkhead/audit.jsonl"

    @Option(help: ArgumentHelp("The audit log.", valueName: "file"), completion: .file())
    var log = PolicyWhy.logPath
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard !FileSystem.exists(log) else {
            throw CommandFailure(
                "\(log) is no log of this version, which writes none",
                advice: "ask 'bulkhead policy explain SOURCE TARGET SERVICE' about a call", code: 2)
        }
        if json {
            CurrentProcess.writeOutput(JSONValue.array([]).document)
        } else {
            CurrentProcess.writeError(
                "bulkhead: there is no audit log \(log) yet: no call has been carried\n"
                    + "  ask 'bulkhead policy explain SOURCE TARGET SERVICE' about a call\n")
        }
    }
}
