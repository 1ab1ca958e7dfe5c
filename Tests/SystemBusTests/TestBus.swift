import LinuxIO
import SystemBus
import TestSupport

/// A private bus and connections to it.
struct TestBus {
    let daemon: BusDaemon

    init() throws {
        daemon = try BusDaemon { socket in
            try PrivateBus.configuration(
                socket: socket, prefix: "org.bulkhead", ownerUser: String(CurrentProcess.userID))
        }
    }

    /// Ends the daemon; it and the connections that are named live until then.
    func stop(keeping connections: BusConnection...) { daemon.kill() }

    func connect() async throws -> BusConnection { try await BusConnection.open(.address(daemon.address)) }
}

/// The D-Bus name of the error that `body` ends with; nil when it ends well, a description of any other error.
func errorName(_ body: () async throws(BusError) -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch .remote(let name, _) {
        return name
    } catch {
        return error.description
    }
}
