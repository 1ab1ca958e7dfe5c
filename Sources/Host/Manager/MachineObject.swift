import Machines
import ManagerClient
import SystemBus

/// The object of one machine on the bus: decodes calls, checks the caller, leaves the work to the controller.
struct MachineObject: BusObject {
    let controller: MachineController
    let registry: MachineRegistry
    let authorization: Authorization

    private var name: MachineName { controller.name }

    var interfaces: [BusInterface] { [ManagerInterface.machine] }

    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure) {
        do {
            try authorization.check(caller)
        } catch {
            RequestNote(registry.audit, method: member, caller: caller, machine: name.text).refused(error)
            throw error
        }
    }

    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        var note = RequestNote(registry.audit, method: member, caller: caller, machine: name.text)
        if member == "Run", let request = try? RunRequest(arguments: arguments) { note.add(request) }
        return try await note.noting { () async throws(BusFailure) -> [BusValue] in
            try await answer(member, arguments)
        }
    }

    private func answer(_ member: String, _ arguments: [BusValue]) async throws(BusFailure) -> [BusValue] {
        switch member {
        case "Start": try await registry.start(name)
        case "Shutdown": try await registry.shutdown(name, try StopOptions(value: arguments.first))
        case "Restart": try await registry.restart(name, try StopOptions(value: arguments.first))
        case "Kill":
            try await controller.check(.kill)
            await controller.kill()
        case "Pause": try await controller.pause()
        case "Unpause": try await controller.unpause()
        case "Run": return try await controller.run(try RunRequest(arguments: arguments)).map { .descriptor($0) }
        case "OpenConsole": return [.descriptor(try await controller.openConsole())]
        case "OpenLog":
            guard let kind = arguments.first?.asString.flatMap({ LogKind(rawValue: $0) }) else {
                throw .invalidArguments("OpenLog takes one of console, qemu, broker.")
            }
            return [.descriptor(try await controller.openLog(kind))]
        default: throw .unknownMethod("A VM has no method \(member).")
        }
        return []
    }

    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue] {
        await controller.snapshot().values
    }

    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure) {
        throw .readOnly("The property \(name) cannot be set; edit the VM's file and reload.")
    }
}
