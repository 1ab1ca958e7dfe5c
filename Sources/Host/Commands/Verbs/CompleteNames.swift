import ArgumentParser
import LinuxIO
import ManagerClient

/// What completion scripts call; silent when there is no manager.
struct CompleteNames: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete-names", abstract: "Print the names of all VMs.", shouldDisplay: false)

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        guard let machines = try? await connection.connect().machines() else { throw ExitCode.failure }
        CurrentProcess.writeOutput(machines.map { $0.name + "\n" }.joined())
    }
}
