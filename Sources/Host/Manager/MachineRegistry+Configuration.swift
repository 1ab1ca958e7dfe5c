import Audit
import Hypervisor
import LinuxIO
import Machines
import ManagerClient
import SystemBus

/// Taking the configuration and the policy from the disk.
extension MachineRegistry {
    /// Takes the files on disk, or keeps what is in force and says why.
    ///
    /// The configuration and the policy come into force together or not at all: rules speak of VMs and their tags.
    func reload() async throws(BusFailure) {
        await reloads.enter()
        var failure: BusFailure?
        do { try await reloadNow() } catch { failure = error }
        await reloads.leave()
        if let failure { throw failure }
    }

    private func reloadNow() async throws(BusFailure) {
        let loaded = source.load()
        problems = loaded.problems
        guard let next = loaded.configuration else {
            isConfigurationCurrent = false
            noteRefusal(problems, problems.count)
            throw ManagerFailureKind.configuration.failure(
                "The configuration on disk is not used: it has \(Self.count(problems.count, "problem")).",
                advice: problems.joined(separator: "\n"))
        }
        isConfigurationCurrent = next == configuration
        let loading = await loadPolicy(for: next)
        // What can fail does so before anything is taken.
        let added = try newControllers(next)
        try takePolicy(loading, for: next)
        configuration = next
        isConfigurationCurrent = true
        for controller in added { controllers[controller.name] = controller }
        noteLoaded()
        await publish(next, added)
        await knowNetwork()
        await refreshWorld()
        await context.network.refresh()
        await prepareClones()
        await refreshPreloads()
        await calls.reconsider()
    }

    private func newControllers(_ next: Configuration) throws(BusFailure) -> [MachineController] {
        var added: [MachineController] = []
        for definition in next.machines where controllers[definition.name] == nil {
            do {
                added.append(try makeController(definition))
            } catch {
                throw ManagerFailureKind.internalFailure.failure(
                    "The VM \(definition.name) cannot be added: \(error).")
            }
        }
        return added
    }

    /// Tells the machines, and the bus of those that come and go.
    private func publish(_ next: Configuration, _ added: [MachineController]) async {
        for definition in next.machines {
            await controllers[definition.name]?.update(definition, base: next.disposableBase(of: definition))
        }
        for controller in added { await published?(controller.name, controller) }
        for name in names where next[name] == nil && disposables[name] == nil {
            guard let controller = controllers[name], await !controller.state.isActive else { continue }
            controllers[name] = nil
            await context.network.forget(name)
            await published?(name, nil)
        }
    }

    /// The manager's facts.
    ///
    /// - Parameter looking: Whether to look at the policy's files; else what was seen last is told.
    /// - Returns: The facts.
    func snapshot(looking: Bool = true) async -> ManagerSnapshot {
        var reserved: UInt64 = 0
        for controller in controllers.values where await controller.state.isActive {
            reserved += await UInt64(controller.definition.memoryMiB)
        }
        let policy = await policySnapshot(looking: looking)
        let accelerator = hypervisor.accelerator
        return ManagerSnapshot(
            version: ManagerProgram.version, processID: UInt32(clamping: CurrentProcess.identifier),
            accelerator: accelerator.name, acceleratorReason: accelerator.reason,
            configurationDirectory: source.options.configurationDirectory,
            isConfigurationCurrent: isConfigurationCurrent, configurationProblems: problems,
            stateDirectory: paths.state, runDirectory: paths.run,
            memoryTotalMiB: UInt64(clamping: ProcessTable.totalMemoryMiB), memoryReservedMiB: reserved,
            startedAtMilliseconds: startedAtMilliseconds, policy: policy, snapshots: await snapshotFacts)
    }

    /// A number and its noun.
    static func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}
