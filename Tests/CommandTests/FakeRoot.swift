import ManagerClient
import SystemBus

/// The fake manager's own object.
struct FakeRoot: BusObject {
    let manager: FakeManager

    var interfaces: [BusInterface] { [ManagerInterface.manager] }

    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure) {
        if await manager.refusesAll {
            throw ManagerFailureKind.accessDenied.failure("User \(caller.uid) may not use the manager.")
        }
    }

    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        switch member {
        case "StartAutostart": await manager.startAutostart()
        case "Stop":
            _ = try StopOptions(value: arguments.first)
            await manager.stopAll()
        case "Reload": try await manager.reload()
        default: break
        }
        return []
    }

    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue] {
        await manager.snapshot.values
    }

    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure) {}
}
