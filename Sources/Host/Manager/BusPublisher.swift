import Logging
import Machines
import ManagerClient
import SystemBus

/// Puts the machines on the bus and tells of their changes.
actor BusPublisher {
    private let registry: MachineRegistry
    private let authorization: Authorization
    private let requestExit: @Sendable () -> Void
    private let logger: Logger
    private var bus: BusConnection?
    private var told: [MachineName: MachineSnapshot] = [:]
    private var toldManager: ManagerSnapshot?

    init(
        registry: MachineRegistry, authorization: Authorization, logger: Logger,
        requestExit: @escaping @Sendable () -> Void
    ) {
        self.registry = registry
        self.authorization = authorization
        self.logger = logger
        self.requestExit = requestExit
    }

    /// Exports everything, then claims the name: who sees the name sees all machines.
    func publish(on bus: BusConnection) async throws(BusError) {
        self.bus = bus
        let root = ManagerObject(
            registry: registry, authorization: authorization, requestExit: requestExit,
            didChange: { [weak self] in await self?.tellOfManager() })
        try await bus.export(root, at: ManagerInterface.rootPath, managingChildren: true)
        for name in await registry.names {
            if let controller = await registry.controller(name) { try await add(name, controller) }
        }
        try await bus.requestName(ManagerInterface.busName)
    }

    private func add(_ name: MachineName, _ controller: MachineController) async throws(BusError) {
        told[name] = await controller.snapshot(looking: false)
        let object = MachineObject(controller: controller, registry: registry, authorization: authorization)
        try await bus?.export(object, at: ManagerInterface.path(ofMachine: name.text))
    }

    /// A machine that came (or, with nil, went) with a new configuration.
    func publish(_ name: MachineName, _ controller: MachineController?) async {
        do {
            if let controller {
                try await add(name, controller)
            } else {
                told[name] = nil
                try await bus?.unexport(ManagerInterface.path(ofMachine: name.text))
            }
        } catch {
            logger.error("the bus does not take a change of \(name): \(error)")
        }
    }

    /// Sends what is new about a machine since it was last told.
    func tell(of name: MachineName) async {
        guard let bus, let controller = await registry.controller(name), let old = told[name] else { return }
        // Memory moves all the time; it is read when asked for, and not told as a change of its own.
        let new = await controller.snapshot(looking: false)
        let changes = new.changes(since: old)
        told[name] = new
        if !changes.isEmpty {
            try? await bus.propertiesChanged(
                at: ManagerInterface.path(ofMachine: name.text), interface: ManagerInterface.machineName,
                changed: changes)
        }
        await tellOfManager()
    }

    /// Sends what is new about the manager since it was last told.
    func tellOfManager() async {
        let new = await registry.snapshot(looking: false)
        let changes = toldManager.map { new.changes(since: $0) } ?? [:]
        toldManager = new
        guard !changes.isEmpty else { return }
        try? await bus?.propertiesChanged(
            at: ManagerInterface.rootPath, interface: ManagerInterface.managerName, changed: changes)
    }

    func close() async {
        await bus?.close()
        bus = nil
    }
}
