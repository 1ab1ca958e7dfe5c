import ArgumentParser
import ManagerClient
import Machines

struct Kill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End VMs at once, without asking them.")

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        try await EachMachine.run(try await selection.resolve(manager) { $0.state.isActive }, action: "kill") { name in
            try await manager.kill(name)
            return "killed"
        }
    }
}
