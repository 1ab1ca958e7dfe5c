internal import Machines
package import SystemBus

/// A client's connection to the manager.
package actor ManagerConnection {
    private let bus: BusConnection
    /// Where the manager was found, for messages.
    package nonisolated let place: String

    private init(bus: BusConnection, place: String) {
        self.bus = bus
        self.place = place
    }

    /// Finds the manager and connects to it.
    ///
    /// - Throws: ``ManagerError/noManager(looked:)``, which says where was looked.
    package static func open(_ location: ManagerLocation) async throws(ManagerError) -> ManagerConnection {
        let (candidates, missing) = location.candidates()
        var looked = missing
        for (address, name) in candidates {
            do {
                let bus = try await BusConnection.open(address)
                if try await bus.owner(of: ManagerInterface.busName) != nil {
                    return ManagerConnection(bus: bus, place: name)
                }
                looked.append("\(name): nobody owns \(ManagerInterface.busName)")
            } catch .cannotConnect(_, let reason) {
                looked.append("\(name): \(reason)")
            } catch {
                looked.append("\(name): \(error)")
            }
        }
        throw .noManager(looked: looked)
    }

    package func close() async { await bus.close() }

    /// Returns when the connection to the bus has ended.
    package func waitUntilClosed() async { await bus.waitUntilClosed() }

    // MARK: What there is

    /// All VMs, by name.
    package func machines() async throws(ManagerError) -> [MachineSnapshot] {
        let reply = try await call(
            ManagerInterface.rootPath, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", [])
        guard case .dictionary(_, _, let objects) = reply.first else { throw .unexpectedReply("no list of VMs") }
        var machines: [MachineSnapshot] = []
        for object in objects {
            guard let interfaces = object.value.asOptions,
                let properties = interfaces[ManagerInterface.machineName]?.asOptions
            else { continue }
            machines.append(try MachineSnapshot(values: properties))
        }
        return machines.sorted { $0.name < $1.name }
    }

    /// One VM.
    ///
    /// - Throws: ``ManagerError/refused(_:what:advice:)`` with `notFound` when there is none of that name.
    package func machine(_ name: String) async throws(ManagerError) -> MachineSnapshot {
        let reply = try await properties(
            ManagerInterface.path(ofMachine: name), ManagerInterface.machineName, subject: name)
        return try MachineSnapshot(values: reply)
    }

    /// The manager itself.
    package func status() async throws(ManagerError) -> ManagerSnapshot {
        try ManagerSnapshot(
            values: try await properties(ManagerInterface.rootPath, ManagerInterface.managerName, subject: nil))
    }

    // MARK: The manager

    /// Starts every VM that is defined to start with the host; returns when each has started or failed.
    package func startAutostart() async throws(ManagerError) {
        _ = try await call(ManagerInterface.rootPath, ManagerInterface.managerName, "StartAutostart", [], timeout: nil)
    }

    /// Shuts every VM down; the manager then ends.
    package func stop(_ options: StopOptions) async throws(ManagerError) {
        _ = try await call(
            ManagerInterface.rootPath, ManagerInterface.managerName, "Stop", [options.value], timeout: nil)
    }

    /// Reads the configuration and the policy again; both come into force, or neither.
    package func reload() async throws(ManagerError) {
        // To check the assertions of a large policy takes its time.
        _ = try await call(ManagerInterface.rootPath, ManagerInterface.managerName, "Reload", [], timeout: nil)
    }

    // MARK: One VM

    /// Returns when the VM runs.
    package func start(_ name: String) async throws(ManagerError) { try await act(name, "Start") }

    /// Shuts a VM down by the ladder: agent, ACPI, kill.
    package func shutdown(_ name: String, _ options: StopOptions) async throws(ManagerError) {
        try await act(name, "Shutdown", [options.value])
    }

    /// Ends a VM at once.
    package func kill(_ name: String) async throws(ManagerError) { try await act(name, "Kill") }

    /// Shuts a VM down and starts it again.
    package func restart(_ name: String, _ options: StopOptions) async throws(ManagerError) {
        try await act(name, "Restart", [options.value])
    }

    package func pause(_ name: String) async throws(ManagerError) { try await act(name, "Pause") }

    package func unpause(_ name: String) async throws(ManagerError) { try await act(name, "Unpause") }

    /// Starts a command in a VM.
    package func run(_ request: RunRequest, in name: String) async throws(ManagerError) -> RunStreams {
        let reply = try await callMachine(name, "Run", request.arguments)
        let descriptors = reply.compactMap(\.asDescriptor)
        guard descriptors.count == 4 else { throw .unexpectedReply("Run without four descriptors") }
        return RunStreams(
            input: descriptors[0], output: descriptors[1], errors: descriptors[2], status: descriptors[3])
    }

    /// Starts a command in a new disposable, which ends with the command.
    ///
    /// - Parameters:
    ///   - request: The command.
    ///   - template: What the disposable is made of; `@dispvm` for the host's default.
    /// - Returns: The disposable's name, and the ends of the command's streams.
    /// - Throws: What the manager says.
    package func run(
        _ request: RunRequest, inDisposableOf template: String
    ) async throws(ManagerError) -> (name: String, streams: RunStreams) {
        let reply = try await call(
            ManagerInterface.rootPath, ManagerInterface.managerName, "RunDisposable",
            [.string(template)] + request.arguments, timeout: nil)
        let descriptors = reply.compactMap(\.asDescriptor)
        guard let name = reply.first?.asString, descriptors.count == 4 else {
            throw .unexpectedReply("RunDisposable without a name and four descriptors")
        }
        let streams = RunStreams(
            input: descriptors[0], output: descriptors[1], errors: descriptors[2], status: descriptors[3])
        return (name, streams)
    }

    /// The console of a VM: a stream both ways.
    package func openConsole(_ name: String) async throws(ManagerError) -> BusDescriptor {
        guard let console = try await callMachine(name, "OpenConsole", []).first?.asDescriptor else {
            throw .unexpectedReply("OpenConsole without a descriptor")
        }
        return console
    }

    /// A log of a VM: a file, for reading.
    package func openLog(_ kind: LogKind, of name: String) async throws(ManagerError) -> BusDescriptor {
        let reply = try await callMachine(name, "OpenLog", [.string(kind.rawValue)])
        guard let log = reply.first?.asDescriptor else { throw .unexpectedReply("OpenLog without a descriptor") }
        return log
    }

    // MARK: Calls

    /// Something happened to the manager or a VM; see ``states()`` for what.
    func changeSignals() async throws(ManagerError) -> AsyncStream<BusSignal> {
        try await signals(BusMatch(sender: ManagerInterface.busName, pathNamespace: ManagerInterface.rootPath))
    }

    /// The manager's name got another owner, or none: then the last argument is empty.
    func ownerSignals() async throws(ManagerError) -> AsyncStream<BusSignal> {
        try await signals(
            BusMatch(
                sender: "org.freedesktop.DBus", interface: "org.freedesktop.DBus", member: "NameOwnerChanged",
                firstArgument: ManagerInterface.busName))
    }

    private func signals(_ match: BusMatch) async throws(ManagerError) -> AsyncStream<BusSignal> {
        do {
            return try await bus.signals(match)
        } catch {
            throw ManagerError(error)
        }
    }

    private func act(_ name: String, _ member: String, _ arguments: [BusValue] = []) async throws(ManagerError) {
        _ = try await callMachine(name, member, arguments)
    }

    private func callMachine(
        _ name: String, _ member: String, _ arguments: [BusValue]
    ) async throws(ManagerError) -> [BusValue] {
        do {
            // The manager has time limits of its own for what a VM does, and knows them better.
            return try await call(
                ManagerInterface.path(ofMachine: name), ManagerInterface.machineName, member, arguments, timeout: nil)
        } catch {
            throw await naming(name, error)
        }
    }

    private func properties(
        _ path: String, _ interface: String, subject: String?
    ) async throws(ManagerError) -> [String: BusValue] {
        do throws(ManagerError) {
            let reply = try await call(path, "org.freedesktop.DBus.Properties", "GetAll", [.string(interface)])
            guard let properties = reply.first?.asOptions else { throw ManagerError.unexpectedReply("no properties") }
            return properties
        } catch {
            guard let subject else { throw error }
            throw await naming(subject, error)
        }
    }

    /// Says which VM does not exist in words of a person; the bus speaks of paths.
    private func naming(_ name: String, _ error: ManagerError) async -> ManagerError {
        guard case .refused(.notFound, let what, _) = error, what.contains(ManagerInterface.rootPath) else {
            return error
        }
        let names = (try? await machines().map(\.name)) ?? []
        let near = NearestWord.find(name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        return .refused(
            .notFound, what: "there is no VM named '\(name)'\(near)", advice: "'bulkhead ls' shows the names of all VMs"
        )
    }

    /// Calls a method of the interface for calls, prompts and the clipboard.
    func callFlows(
        _ member: String, _ arguments: [BusValue] = [], timeout: Duration? = .seconds(25)
    ) async throws(ManagerError) -> [BusValue] {
        try await call(
            ManagerInterface.rootPath, ManagerInterface.flowsName, member, arguments, timeout: timeout)
    }

    private func call(
        _ path: String, _ interface: String, _ member: String, _ arguments: [BusValue],
        timeout: Duration? = .seconds(25)
    ) async throws(ManagerError) -> [BusValue] {
        do {
            return try await bus.call(
                ManagerInterface.busName, path: path, interface: interface, member: member, arguments: arguments,
                timeout: timeout)
        } catch {
            throw ManagerError(error)
        }
    }
}
