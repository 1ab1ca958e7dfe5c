import ArgumentParser
import LinuxIO
import ManagerClient

/// Where the manager is; every verb that talks to it takes these.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The manager's bus: a D-Bus address, or 'system' (BULKHEAD_BUS).", valueName: "address"))
    var bus: String?

    @Option(
        help: ArgumentHelp("The manager's run directory (BULKHEAD_RUN; default: /run/bulkhead).", valueName: "path"),
        completion: .directory)
    var runDirectory: String?

    var location: ManagerLocation {
        ManagerLocation(
            bus: bus, runDirectory: runDirectory, environmentBus: CurrentProcess.environment("BULKHEAD_BUS"),
            environmentRunDirectory: CurrentProcess.environment("BULKHEAD_RUN"))
    }

    func connect() async throws(ManagerError) -> ManagerConnection { try await ManagerConnection.open(location) }
}
