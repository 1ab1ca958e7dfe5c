import ArgumentParser
import ManagerClient
import Machines

struct Unpause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let the processors of paused VMs go on.")

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        try await EachMachine.run(try await selection.resolve(manager) { $0.state == .paused }, action: "unpause") {
            name in
            try await manager.unpause(name)
            return "running"
        }
    }
}
