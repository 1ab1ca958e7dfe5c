internal import SystemBus

/// Following the manager.
extension ManagerConnection {
    /// The state now, and again whenever something changes, until the manager is gone.
    ///
    /// A reader that is slow skips states and gets the newest.
    ///
    /// - Throws: ``ManagerError`` when the first state cannot be had.
    package func states() async throws(ManagerError) -> AsyncStream<ManagerState> {
        // Listening first: a change between the two would be lost the other way round.
        let signals = try await changeSignals()
        let owners = try await ownerSignals()
        let first = ManagerState(manager: try await status(), machines: try await machines())
        let (stream, continuation) = AsyncStream.makeStream(of: ManagerState.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(first)
        let follower = Task { [weak self] in
            var state = first
            for await signal in signals {
                guard let self else { break }
                guard let next = await self.state(after: signal, from: state) else { break }
                if next != state { continuation.yield(next) }
                state = next
            }
            continuation.finish()
        }
        let watcher = Task {
            for await signal in owners where signal.arguments.last?.asString?.isEmpty == true { break }
            continuation.finish()
        }
        continuation.onTermination = { @Sendable _ in
            follower.cancel()
            watcher.cancel()
        }
        return stream
    }

    /// The state after a signal; nil when the manager is gone.
    private func state(after signal: BusSignal, from state: ManagerState) async -> ManagerState? {
        switch signal.member {
        case "PropertiesChanged":
            guard let changed = signal.arguments.dropFirst().first?.asOptions,
                signal.arguments.last?.asStrings?.isEmpty == true
            else { return await fresh() }
            return apply(changed, at: signal.path, to: state)
        case "InterfacesAdded", "InterfacesRemoved": return await fresh()
        default: return state
        }
    }

    private func fresh() async -> ManagerState? {
        guard let manager = try? await status(), let machines = try? await machines() else { return nil }
        return ManagerState(manager: manager, machines: machines)
    }

    private func apply(_ changed: [String: BusValue], at path: String, to state: ManagerState) -> ManagerState {
        var state = state
        if path == ManagerInterface.rootPath {
            let values = state.manager.values.merging(changed) { $1 }
            if let manager = try? ManagerSnapshot(values: values) { state.manager = manager }
        } else if let name = ManagerInterface.machine(at: path),
            let index = state.machines.firstIndex(where: { $0.name == name }),
            let machine = try? MachineSnapshot(values: state.machines[index].values.merging(changed) { $1 })
        {
            state.machines[index] = machine
        }
        return state
    }
}
