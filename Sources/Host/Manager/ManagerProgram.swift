import Audit
import AuditLog
package import Hypervisor
import JSONText
import LinuxIO
package import Logging
package import Machines
import ManagerClient
import PolicyFiles
import SystemBus

/// The program `bulkheadd`: locks, restores, serves, and ends in order.
package struct ManagerProgram: Sendable {
    package static let version = "0.1.0"
    /// How often a bus that went away is looked for again before the manager gives up.
    private static let busAttempts = 20

    private let options: ManagerOptions
    private let logger: Logger
    /// Makes the backend from the configuration.
    private let makeHypervisor: @Sendable (HostSettings) throws -> any Hypervisor

    /// What checks the assertions of a policy.
    private let gate = PolicyGate.assertions

    private enum Wish: Sendable {
        /// All machines are down: remove what is the manager's.
        case end
        /// Leave the machines to the next manager.
        case leave
    }

    package init(
        options: ManagerOptions, logger: Logger,
        makeHypervisor: @escaping @Sendable (HostSettings) throws -> any Hypervisor
    ) {
        self.options = options
        self.logger = logger
        self.makeHypervisor = makeHypervisor
    }

    /// Runs until it is asked to end.
    ///
    /// - Parameters:
    ///   - terminations: An element asks the manager to leave; its machines run on.
    ///   - reloads: An element asks it to read the configuration and the policy again.
    /// - Returns: The exit status: 0 asked to end, 1 could not start or go on, 2 the configuration is bad.
    package func run(terminations: AsyncStream<Void>, reloads: AsyncStream<Void>) async -> Int32 {
        let source = ConfigurationSource(options)
        let loaded = source.load()
        for problem in loaded.problems { logger.error("\(problem)") }
        guard let configuration = loaded.configuration else {
            logger.critical("the configuration in \(options.configurationDirectory) is not used; see above")
            return 2
        }
        do {
            return try await serve(configuration, loaded.problems, source, terminations, reloads)
        } catch {
            logger.critical("\(error)")
            return 1
        }
    }

    private func serve(
        _ configuration: Configuration, _ warnings: [String], _ source: ConfigurationSource,
        _ terminations: AsyncStream<Void>, _ reloads: AsyncStream<Void>
    ) async throws -> Int32 {
        let paths = configuration.settings.paths
        guard CurrentProcess.effectiveUserID == 0 else {
            logger.critical("the manager must be root")
            return 1
        }
        // 0755: anyone may find the bus's address; everything else in it is 0700 or 0600.
        try FileSystem.makeDirectory(paths.run, mode: 0o755)
        try FileSystem.makeDirectory(paths.state, mode: 0o700)
        let locks = try [paths.run, paths.state].map { try lock($0 + "/manager.lock") }
        guard locks.allSatisfy({ $0 }) else { return 1 }
        try CurrentProcess.becomeSubreaper()
        CurrentProcess.raiseOpenFileLimit()
        let hypervisor = try makeHypervisor(configuration.settings)
        let (changes, change) = AsyncStream.makeStream(of: MachineName.self)
        // Nothing happens that cannot be noted: without the log there is no manager.
        let audit = try AuditLog(AuditFolder(paths.state + "/audit")) { [logger] in logger.critical("audit log: \($0)")
        }
        audit.note(
            .managerStarted,
            [
                "version": .string(Self.version), "process": .number(UInt64(clamping: CurrentProcess.identifier)),
                "accelerator": .string(hypervisor.accelerator.name),
            ])
        let registry = MachineRegistry(
            configuration: configuration, warnings: warnings, source: source, hypervisor: hypervisor, gate: gate,
            programDirectory: options.programDirectory, logger: logger, audit: audit,
            changed: { change.yield($0) })
        try await registry.restore()
        let (wishes, wish) = AsyncStream.makeStream(of: Wish.self)
        let publisher = BusPublisher(
            registry: registry, authorization: Authorization(), logger: logger, requestExit: { wish.yield(.end) })
        await registry.onPublish { name, controller in await publisher.publish(name, controller) }
        Task { for await _ in terminations { wish.yield(.leave) } }
        Task {
            for await name in changes {
                await registry.refreshWorld()
                await publisher.tell(of: name)
                await registry.reapDisposables()
            }
        }
        Task { for await _ in reloads { await reload(registry, publisher) } }
        let busHost = BusHost(runDirectory: paths.run, choice: configuration.settings.bus)
        let bus = try await busHost.open()
        try await publisher.publish(on: bus)
        await registry.refreshPreloads()
        logger.info("ready, process \(CurrentProcess.identifier), \(hypervisor.accelerator.name)")
        let keeping = Task { await keepBus(bus, busHost, publisher, failed: { wish.yield(.leave) }) }
        let first = await wishes.first { _ in true } ?? .leave
        // The answer to the caller who asked for the end goes out first.
        try? await Task.sleep(for: .milliseconds(50))
        // From here on a bus that goes is one that we let go.
        keeping.cancel()
        await registry.closePreloads()
        await registry.closeClones()
        await publisher.close()
        await keeping.value
        if first == .end {
            busHost.close()
            for path in [paths.run, paths.state] { try? FileSystem.remove(path + "/manager.lock") }
        }
        audit.note(.managerStopped, ["machines_run_on": .bool(first == .leave)])
        await audit.settle()
        logger.info(first == .end ? "ended" : "left; the machines run on")
        return 0
    }

    /// Reads the files again because a signal asked for it; the log is the answer.
    private func reload(_ registry: MachineRegistry, _ publisher: BusPublisher) async {
        do {
            try await registry.reload()
            logger.info("the configuration was read again")
        } catch {
            logger.error("\(error.message)")
        }
        await publisher.tellOfManager()
    }

    /// Takes a lock for the life of the process; false, after saying who has it, when another manager runs.
    private func lock(_ path: String) throws(SystemError) -> Bool {
        guard let file = try FileSystem.lock(path) else {
            let owner = (try? FileSystem.readText(path)) ?? "unknown"
            logger.critical("another manager runs already, process \(owner), which holds \(path)")
            return false
        }
        try file.truncate(toBytes: 0)
        try file.writeAll(Array("\(CurrentProcess.identifier)\n".utf8))
        // Never closed: the kernel lets go of the lock when the process ends, however it ends.
        _ = file.release()
        return true
    }

    /// Connects again when the bus goes away, as a private daemon does that is killed.
    private func keepBus(
        _ first: BusConnection, _ host: BusHost, _ publisher: BusPublisher, failed: @Sendable () -> Void
    ) async {
        var bus = first
        while true {
            await bus.waitUntilClosed()
            guard !Task.isCancelled else { return }
            logger.warning("the bus has gone; connecting again")
            host.reapDaemon()
            var next: BusConnection?
            for _ in 0..<Self.busAttempts where next == nil {
                next = try? await host.open()
                if next == nil { try? await Task.sleep(for: .milliseconds(100)) }
            }
            guard let found = next, (try? await publisher.publish(on: found)) != nil else {
                logger.critical("there is no bus any more; the manager leaves, the machines run on")
                failed()
                return
            }
            bus = found
        }
    }
}
