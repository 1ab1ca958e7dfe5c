import ArgumentParser
import ManagerClient
import Machines

struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start VMs, and what they depend on.",
        discussion: "Returns when each VM runs or has failed to; exits with 1 if any failed.")

    @Flag(help: "Do not fail for a VM that runs already.")
    var skipIfRunning = false
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        let names = try await selection.resolve(manager) { !$0.state.isActive && $0.machineClass != .templateVM }
        let skips = skipIfRunning
        try await EachMachine.run(names, action: "start") { name in
            try await Self.start(name, manager, skips: skips)
        }
    }

    private static func start(
        _ name: String, _ manager: ManagerConnection, skips: Bool
    ) async throws(ManagerError) -> String {
        do {
            try await manager.start(name)
        } catch {
            guard case .refused(.wrongState, _, _) = error, skips, try await manager.machine(name).state == .running
            else { throw error }
            return "runs already"
        }
        let duration = UInt64(try await manager.machine(name).startDurationMilliseconds)
        return duration == 0 ? "running" : "running after " + TimeText.duration(milliseconds: duration)
    }
}
