import LinuxIO
import Machines
import ManagerClient
import SystemBus
import TestSupport

/// A manager without VMs: it keeps states, runs commands on this machine, and is reached over a real private bus.
actor FakeManager {
    let daemon: BusDaemon
    let bus: BusConnection
    private var machines: [String: MachineSnapshot] = [:]
    private(set) var snapshot: ManagerSnapshot
    /// Refuses everybody, as a manager does whose caller is in no group.
    private(set) var refusesAll = false
    /// Why it does not reload.
    private var refusal: BusFailure?

    private init(daemon: BusDaemon, bus: BusConnection) {
        self.daemon = daemon
        self.bus = bus
        snapshot = ManagerSnapshot(
            version: "0.1.0", processID: 4_242, accelerator: "tcg", acceleratorReason: "no /dev/kvm",
            configurationDirectory: "/etc/bulkhead", stateDirectory: "/var/lib/bulkhead",
            runDirectory: "/run/bulkhead", memoryTotalMiB: 16_000, memoryReservedMiB: 512,
            startedAtMilliseconds: 1_700_000_000_000)
    }

    static func make() async throws -> FakeManager {
        // The ends of consoles and commands go away in any order.
        CurrentProcess.ignoreBrokenPipes()
        let daemon = try BusDaemon { socket in
            try PrivateBus.configuration(socket: socket, ownerUser: String(CurrentProcess.userID))
        }
        let bus = try await BusConnection.open(.address(daemon.address))
        let manager = FakeManager(daemon: daemon, bus: bus)
        try await bus.export(FakeRoot(manager: manager), at: ManagerInterface.rootPath, managingChildren: true)
        for machine in FakeMachines.all { try await manager.add(machine) }
        try await bus.requestName(ManagerInterface.busName)
        return manager
    }

    func stop() async {
        await bus.close()
        daemon.kill()
    }

    func refuseAll() { refusesAll = true }

    func setProblems(_ problems: [String]) async {
        var next = snapshot
        next.configurationProblems = problems
        next.isConfigurationCurrent = problems.isEmpty
        let changes = next.changes(since: snapshot)
        snapshot = next
        try? await bus.propertiesChanged(
            at: ManagerInterface.rootPath, interface: ManagerInterface.managerName, changed: changes)
    }

    /// Tells of a policy; the next reload is refused when there is a reason.
    func setPolicy(_ policy: PolicySnapshot, refusal: BusFailure? = nil) {
        snapshot.policy = policy
        self.refusal = refusal
    }

    func reload() throws(BusFailure) {
        if let refusal { throw refusal }
    }

    func add(_ machine: MachineSnapshot) async throws {
        machines[machine.name] = machine
        try await bus.export(
            FakeMachine(name: machine.name, manager: self), at: ManagerInterface.path(ofMachine: machine.name))
    }

    func machine(_ name: String) throws(BusFailure) -> MachineSnapshot {
        guard let machine = machines[name] else { throw ManagerFailureKind.notFound.failure("There is no VM \(name).") }
        return machine
    }

    func set(_ name: String, _ state: PowerState, reason: String = "") async {
        guard let old = machines[name] else { return }
        var new = old
        new.state = state
        new.stateReason = reason
        new.startDurationMilliseconds = state == .running ? 80 : 0
        machines[name] = new
        try? await bus.propertiesChanged(
            at: ManagerInterface.path(ofMachine: name), interface: ManagerInterface.machineName,
            changed: new.changes(since: old))
    }

    func start(_ name: String) async throws(BusFailure) {
        let machine = try machine(name)
        guard machine.state != .running else {
            throw ManagerFailureKind.wrongState.failure("The VM \(name) is Running.", advice: "Nothing is to be done.")
        }
        await set(name, .transient)
        try? await Task.sleep(for: .milliseconds(50))
        guard name != "broken" else {
            await set(name, .crashed, reason: "The kernel is missing.")
            throw ManagerFailureKind.startFailed.failure("The kernel is missing.", advice: "Build the image.")
        }
        await set(name, .running)
    }

    func startAutostart() async {
        await withTaskGroup(of: Void.self) { group in
            for machine in machines.values where machine.autostart && machine.state != .running {
                group.addTask { try? await self.start(machine.name) }
            }
        }
    }

    func stopAll() async {
        for name in machines.keys.sorted() { await set(name, .halted) }
        Task {
            try await Task.sleep(for: .milliseconds(100))
            try await bus.releaseName(ManagerInterface.busName)
        }
    }
}
