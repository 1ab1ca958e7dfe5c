import ArgumentParser
import Machines
import ManagerClient

struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shut VMs down and start them again.")

    @OptionGroup var stop: StopArguments
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        let names = try await selection.resolve(manager) { $0.state.isActive }
        let options = stop.options(wait: true)
        try await EachMachine.run(names, action: "restart") { name in
            try await manager.restart(name, options)
            return "running"
        }
    }
}
