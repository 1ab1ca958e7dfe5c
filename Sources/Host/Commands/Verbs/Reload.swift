import ArgumentParser
import LinuxIO
import Machines
import ManagerClient
import JSONText

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let the manager read the configuration and the policy again.",
        discussion: """
            Both come into force together, or, if one of them has an error, neither: then every error is told on \
            standard error, what was in force stays so, and the exit status is 1.
            """)

    @Flag(help: "Print the new state as JSON, as 'status --json' does.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        do {
            try await manager.reload()
        } catch .refused(.configuration, let what, let advice) {
            for line in advice.split(separator: "\n") {
                CurrentProcess.writeError(line.sanitizedForDisplay(limit: 4_096) + "\n")
            }
            throw CommandFailure(ManagerError.refused(.configuration, what: what, advice: ""))
        }
        let state = ManagerState(manager: try await manager.status(), machines: try await manager.machines())
        guard !json else {
            CurrentProcess.writeOutput(state.json.document)
            return
        }
        let count = state.machines.count
        CurrentProcess.writeOutput(
            "\(count == 1 ? "1 VM" : "\(count) VMs"); policy: \(PolicyStatusText.force(state.manager.policy))\n")
    }
}
