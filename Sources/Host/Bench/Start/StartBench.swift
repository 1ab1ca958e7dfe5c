import Channel
import LinuxIO
import Machines
import ManagerClient
import SystemBus

/// Starts of every kind by one manager, beside the same QEMU line by hand.
struct StartBench {
    private static let crowdCount = 10
    private static let readyMilliseconds = 60_000

    let programs: String
    let images: String
    let rounds: Int
    let memoryMiB: Int
    let idleCount: Int
    let settleSeconds: Int
    /// The configuration of the shipped set; nil leaves its measurement out.
    let shippedSet: String?
    let command: String

    private func definition(_ machineClass: String, _ template: String, keys: String = "", mode: String) -> [UInt8] {
        Array(
            """
            class = "\(machineClass)"
            label = "gray"
            template = "\(template)"
            memory = "\(memoryMiB)MiB"
            \(keys)
            [volume]
            size = "256MiB"
            [start]
            mode = "\(mode)"

            """.utf8)
    }

    private var machines: [String: [UInt8]] {
        var machines = [
            "cold.toml": definition("AppVM", "debian-12", mode: "boot"),
            "clone.toml": definition("AppVM", "debian-12", mode: "clone"),
            "base.toml": definition("AppVM", "debian-12", keys: "template_for_dispvms = true", mode: "clone"),
            "eager.toml": definition(
                "AppVM", "debian-12", keys: "template_for_dispvms = true\npreload_dispvm_max = 1", mode: "clone"),
        ]
        for number in 0..<max(Self.crowdCount, idleCount) {
            machines["idle-\(number).toml"] = definition("DispVM", "base", mode: "clone")
        }
        return machines
    }

    /// Measures all.
    ///
    /// - Parameter progress: Told in words how far it is.
    /// - Returns: The report.
    /// - Throws: ``BenchError``, `ManagerError` or `SystemError` when something does not run.
    func run(_ progress: (String) -> Void) async throws -> StartReport {
        let host = try BenchHost(
            programs: programs, images: images, machines: machines,
            settings: "[disposables]\npreload_dispvm_delay_ms = 0\n[limits]\nparallel_starts = 4")
        let report = try await host.use { manager in try await measure(manager, progress) }
        guard let shippedSet else { return report(nil) }
        progress("shipped set")
        return report(try await measure(shippedSet))
    }

    private func measure(
        _ manager: ManagerConnection, _ progress: (String) -> Void
    ) async throws -> (StartReport.ShippedSet?) -> StartReport {
        let accelerator = try await manager.status().accelerator
        progress("volumes and the snapshot are made")
        try await manager.start("cold")
        let raw = try RawMachine(process: Int32(clamping: try await manager.machine("cold").processID))
        let bootMemory = pss(try await manager.machine("cold"))
        try await manager.start("clone")
        for name in ["cold", "clone"] { try await manager.shutdown(name, StopOptions()) }
        let configuration = try GuestConfiguration(
            hostName: "cold", machineName: "cold",
            machineID: try CurrentProcess.randomBytes(GuestConfiguration.machineIDByteCount), volume: .existing)
        _ = try raw.boot(configuration)
        var rawTimes: [Double] = []
        var bootTimes: [Double] = []
        var cloneTimes: [Double] = []
        var disposableTimes: [Double] = []
        var preloadedTimes: [Double] = []
        for round in 1...rounds {
            progress("round \(round) of \(rounds)")
            try await awaitSpare(manager)
            rawTimes.append(try raw.boot(configuration).milliseconds)
            bootTimes.append(try await start("cold", manager))
            try await awaitSpare(manager)
            cloneTimes.append(try await start("clone", manager))
            try await awaitSpare(manager)
            disposableTimes.append(try await output(of: "base", manager))
            try await awaitSpare(manager)
            preloadedTimes.append(try await output(of: "eager", manager))
        }
        progress("\(Self.crowdCount) at once")
        try await awaitSpare(manager)
        let crowd = try await crowd(manager)
        var idle: StartReport.Idle?
        if idleCount > 0 {
            progress("\(idleCount) idle clones")
            idle = try await self.idle(manager, bootMemory)
        }
        let ratios = zip(bootTimes, cloneTimes).map { $0 / $1 }
        guard let rawBoot = Spread(rawTimes), let boot = Spread(bootTimes), let clone = Spread(cloneTimes),
            let speedUp = Spread(ratios), let disposable = Spread(disposableTimes),
            let preloaded = Spread(preloadedTimes)
        else { throw BenchError("nothing was measured") }
        return { [idle] shipped in
            StartReport(
                command: command, accelerator: accelerator, processors: CurrentProcess.processorCount,
                memoryMiB: memoryMiB, rawBoot: rawBoot, boot: boot, clone: clone, speedUp: speedUp,
                disposable: disposable, preloaded: preloaded, crowd: crowd, idle: idle, shippedSet: shipped)
        }
    }

    private func pss(_ machine: MachineSnapshot) -> Double {
        Double(ProcessHandle.memoryKiB(of: Int32(clamping: machine.processID))?.proportional ?? 0) / 1_024
    }

    private func milliseconds(since start: UInt64) -> Double {
        Double(Clock.monotonicNanoseconds() - start) / 1_000_000
    }

    /// One start of a VM, which is shut down again.
    private func start(_ name: String, _ manager: ManagerConnection) async throws -> Double {
        let begin = Clock.monotonicNanoseconds()
        try await manager.start(name)
        let time = milliseconds(since: begin)
        try await manager.shutdown(name, StopOptions())
        return time
    }

    /// Waits for what the manager makes ahead in the time between two starts, and for what it clears away.
    private func awaitSpare(_ manager: ManagerConnection) async throws {
        for _ in 0..<Self.readyMilliseconds / 50 {
            let snapshots = try await manager.status().snapshots
            if !snapshots.isEmpty, snapshots.allSatisfy({ $0.state == .ready && $0.spares > 0 }) {
                // The preloaded one, which nobody sees, is made meanwhile as well.
                try await Task.sleep(for: .milliseconds(1_500))
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("no clone is ready after \(Self.readyMilliseconds / 1_000) seconds")
    }

    /// From the request of a command in a disposable to its output.
    private func output(of template: String, _ manager: ManagerConnection) async throws -> Double {
        let begin = Clock.monotonicNanoseconds()
        let request = RunRequest(command: ["/bin/echo", "here"], usesShell: false)
        let (_, streams) = try await manager.run(request, inDisposableOf: template)
        guard let output = streams.output.take() else { throw BenchError("the command has no output") }
        let bytes = try output.read(limit: 64) ?? []
        let time = milliseconds(since: begin)
        guard String(decoding: bytes, as: UTF8.self) == "here\n" else {
            throw BenchError("the command printed nothing")
        }
        if let status = streams.status.take() { _ = try status.readAll(limit: 4_096) }
        return time
    }

    private func crowd(_ manager: ManagerConnection) async throws -> StartReport.Crowd {
        let names = (0..<Self.crowdCount).map { "idle-\($0)" }
        let begin = Clock.monotonicNanoseconds()
        let times = try await withThrowingTaskGroup(of: Double.self) { group in
            for name in names {
                group.addTask {
                    try await manager.start(name)
                    return Double(Clock.monotonicNanoseconds() - begin) / 1_000_000
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for name in names { try await manager.kill(name) }
        return .init(
            count: names.count, firstMilliseconds: times.min() ?? 0, lastMilliseconds: times.max() ?? 0)
    }

    private func idle(_ manager: ManagerConnection, _ bootMemory: Double) async throws -> StartReport.Idle {
        let names = (0..<idleCount).map { "idle-\($0)" }
        for name in names { try await manager.start(name) }
        try await Task.sleep(for: .seconds(settleSeconds))
        var proportional = 0.0
        var own = 0.0
        for name in names {
            let process = Int32(clamping: try await manager.machine(name).processID)
            guard let memory = ProcessHandle.memoryKiB(of: process) else { throw BenchError("\(name) has ended") }
            proportional += Double(memory.proportional) / 1_024
            own += Double(memory.privateDirty) / 1_024
        }
        let count = Double(names.count)
        return .init(
            count: names.count, cloneMiB: proportional / count, privateMiB: own / count, bootMiB: bootMemory)
    }

    /// The VMs that start with the host, when their snapshots and volumes exist.
    private func measure(_ folder: String) async throws -> StartReport.ShippedSet {
        var machines: [String: [UInt8]] = [:]
        for name in try FileSystem.list(folder + "/vms.d") {
            machines[name] = try FileSystem.read(folder + "/vms.d/" + name)
        }
        let host = try BenchHost(programs: programs, images: images, machines: machines)
        return try await host.use { manager in
            var times: [Double] = []
            var count = 0
            for round in 0..<3 {
                try await awaitSpare(manager)
                let begin = Clock.monotonicNanoseconds()
                try await manager.startAutostart()
                // The first makes volumes.
                if round > 0 { times.append(milliseconds(since: begin)) }
                let running = try await manager.machines().filter { $0.state == .running }
                count = running.count
                for machine in running { try await manager.shutdown(machine.name, StopOptions(force: true)) }
            }
            return .init(machines: count, milliseconds: times)
        }
    }
}
