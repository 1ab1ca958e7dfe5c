import ArgumentParser
import ManagerClient
import Machines

struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop the processors of VMs.")

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        try await EachMachine.run(try await selection.resolve(manager) { $0.state == .running }, action: "pause") {
            name in
            try await manager.pause(name)
            return "paused"
        }
    }
}
