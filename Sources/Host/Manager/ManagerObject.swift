import Machines
import ManagerClient
import SystemBus

/// The manager's own object on the bus: decodes calls, checks the caller, leaves the work to the registry.
struct ManagerObject: BusObject {
    let registry: MachineRegistry
    let authorization: Authorization
    /// Asks the program to end after the answer is out.
    let requestExit: @Sendable () -> Void
    /// Tells the bus of the manager's new properties.
    let didChange: @Sendable () async -> Void

    /// Questions that change nothing, and are asked again and again.
    private static let unnoted: Set = ["Prompts", "Answers", "Calls", "ClipboardShow", "Links"]

    var interfaces: [BusInterface] { [ManagerInterface.manager, ManagerInterface.flows] }

    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure) {
        do {
            try authorization.check(caller)
        } catch {
            RequestNote(registry.audit, method: member, caller: caller).refused(error)
            throw error
        }
    }

    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        let work = { () async throws(BusFailure) -> [BusValue] in
            if interface == ManagerInterface.flowsName {
                return try await FlowsObject(desk: registry.calls, network: registry.context.network).answer(
                    member, arguments, caller)
            }
            return try await answer(member, arguments)
        }
        if Self.unnoted.contains(member) { return try await work() }
        var note = RequestNote(registry.audit, method: member, caller: caller)
        if member == "RunDisposable", let request = try? RunRequest(arguments: Array(arguments.dropFirst())) {
            note.add(request)
        }
        return try await note.noting(work)
    }

    private func answer(_ member: String, _ arguments: [BusValue]) async throws(BusFailure) -> [BusValue] {
        switch member {
        case "StartAutostart": await registry.startAutostart()
        case "Stop":
            await registry.stopAll(try StopOptions(value: arguments.first))
            requestExit()
        case "Reload": try await reload()
        case "RunDisposable": return try await runDisposable(arguments)
        default: throw .unknownMethod("The manager has no method \(member).")
        }
        return []
    }

    private func runDisposable(_ arguments: [BusValue]) async throws(BusFailure) -> [BusValue] {
        guard let template = arguments.first?.asString else {
            throw .invalidArguments("RunDisposable takes a template, a command and options.")
        }
        let request = try RunRequest(arguments: Array(arguments.dropFirst()))
        let (name, ends) = try await registry.runDisposable(of: template, request)
        return [.string(name.text)] + ends.map { .descriptor($0) }
    }

    private func reload() async throws(BusFailure) {
        var failure: BusFailure?
        do { try await registry.reload() } catch { failure = error }
        // A refusal is news as well.
        await didChange()
        if let failure { throw failure }
    }

    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue] {
        interface == ManagerInterface.managerName ? await registry.snapshot().values : [:]
    }

    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure) {
        throw .readOnly("The property \(name) cannot be set.")
    }
}
