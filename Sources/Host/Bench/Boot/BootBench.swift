import Channel
import LinuxIO
import ManagerClient

/// Cold boots by the manager against cold boots of the same QEMU line by hand, in turn.
struct BootBench {
    private static let name = "bench"

    let programs: String
    let images: String
    let pairs: Int
    let memoryMiB: Int
    /// The definitions of the shipped set; nil leaves its measurement out.
    let shippedSet: String?
    let command: String

    /// Measures all.
    ///
    /// - Parameter progress: Told in words how far it is.
    /// - Returns: The report.
    /// - Throws: ``BenchError``, `ManagerError` or `SystemError` when something does not run.
    func run(_ progress: (String) -> Void) async throws -> BootReport {
        let definition = """
            class = "AppVM"
            label = "gray"
            template = "debian-12"
            memory = "\(memoryMiB)MiB"
            [volume]
            size = "256MiB"
            [start]
            mode = "boot"

            """
        let host = try BenchHost(
            programs: programs, images: images, machines: [Self.name + ".toml": Array(definition.utf8)])
        var accelerator = ""
        let (measured, memory) = try await host.use { manager in
            accelerator = try await manager.status().accelerator
            return try await measure(manager, progress)
        }
        var set: BootReport.ShippedSet?
        if let shippedSet {
            progress("shipped set")
            set = try measure(shippedSet)
        }
        guard let managed = Spread(measured.map(\.managedMilliseconds)),
            let raw = Spread(measured.map(\.rawMilliseconds)),
            let ratio = Spread(measured.map(\.ratio))
        else { throw BenchError("nothing was measured") }
        return BootReport(
            command: command, accelerator: accelerator, processors: CurrentProcess.processorCount,
            memoryMiB: memoryMiB, pairs: measured, memory: memory, shippedSet: set, managed: managed, raw: raw,
            ratio: ratio)
    }

    private func measure(
        _ manager: ManagerConnection, _ progress: (String) -> Void
    ) async throws -> ([BootReport.Pair], BootReport.Memory) {
        // The volume is made and formatted now, and files are in the host's memory for both.
        progress("first boot")
        try await manager.start(Self.name)
        let raw = try RawMachine(process: Int32(clamping: try await manager.machine(Self.name).processID))
        let memory = try await self.memory(manager)
        try await manager.shutdown(Self.name, StopOptions())
        let configuration = try GuestConfiguration(
            hostName: Self.name, machineName: Self.name,
            machineID: try CurrentProcess.randomBytes(GuestConfiguration.machineIDByteCount), volume: .existing)
        var rawMemory = try raw.boot(configuration).memoryMiB
        var measured: [BootReport.Pair] = []
        for number in 1...pairs {
            progress("pair \(number) of \(pairs)")
            // Each goes first every other time.
            let isRawFirst = number.isMultiple(of: 2)
            var rawBoot = isRawFirst ? try raw.boot(configuration) : nil
            let start = Clock.monotonicNanoseconds()
            try await manager.start(Self.name)
            let managed = Double(Clock.monotonicNanoseconds() - start) / 1_000_000
            try await manager.shutdown(Self.name, StopOptions())
            if !isRawFirst { rawBoot = try raw.boot(configuration) }
            guard let rawBoot else { continue }
            rawMemory = rawBoot.memoryMiB
            measured.append(.init(managedMilliseconds: managed, rawMilliseconds: rawBoot.milliseconds))
        }
        return (
            measured,
            BootReport.Memory(
                managedQEMU: memory.managedQEMU, rawQEMU: rawMemory, broker: memory.broker, sandbox: memory.sandbox,
                manager: memory.manager)
        )
    }

    /// The memory of everything that one running VM costs.
    private func memory(_ manager: ManagerConnection) async throws -> BootReport.Memory {
        let machine = try await manager.machine(Self.name)
        func mebibytes(_ process: Int32) -> Double {
            Double(ProcessHandle.memoryKiB(of: process)?.proportional ?? 0) / 1_024
        }
        var broker = 0.0
        var sandbox = 0.0
        for name in try FileSystem.list("/proc") {
            guard let process = Int32(name), let status = try? FileSystem.readText("/proc/\(name)/status"),
                status.contains("\nUid:\t\(machine.userID)\t")
            else { continue }
            if status.hasPrefix("Name:\tbulkhead-broker\n") { broker += mebibytes(process) }
            // The monitor of a sandbox is root's, and the parent of what is in it.
            let parent = status.split(separator: "\n").first { $0.hasPrefix("PPid:\t") }
                .flatMap { Int32($0.dropFirst(6)) }
            if let parent, (try? FileSystem.readText("/proc/\(parent)/comm")) == "bwrap" {
                sandbox += mebibytes(parent)
            }
        }
        return BootReport.Memory(
            managedQEMU: mebibytes(Int32(clamping: machine.processID)), rawQEMU: 0, broker: broker, sandbox: sandbox,
            manager: mebibytes(Int32(clamping: try await manager.status().processID)))
    }

    private func measure(_ folder: String) throws -> BootReport.ShippedSet {
        var machines: [String: [UInt8]] = [:]
        for name in try FileSystem.list(folder + "/vms.d") {
            machines[name] = try FileSystem.read(folder + "/vms.d/" + name)
        }
        let host = try BenchHost(programs: programs, images: images, machines: machines)
        var seconds: [Double] = []
        for _ in 0..<2 {
            let start = Clock.monotonicNanoseconds()
            do { try host.up() } catch {
                try? host.down()
                throw error
            }
            seconds.append(Double(Clock.monotonicNanoseconds() - start) / 1_000_000_000)
            try host.down()
        }
        return .init(machines: machines.count, firstSeconds: seconds[0], againSeconds: seconds[1])
    }
}
