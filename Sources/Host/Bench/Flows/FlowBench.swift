import Channel
import LinuxIO
import ManagerClient

/// Calls, streams, files and the clipboard between two VMs, beside what the same VMs can do at best.
struct FlowBench {
    private static let source = "source"
    private static let target = "target"

    let programs: String
    let images: String
    let callCount: Int
    let streamMebibytes: Int
    let rounds: Int
    /// 0 leaves the copies of files out.
    let fileMebibytes: Int
    let smallFileCount: Int
    let command: String

    /// Measures all.
    ///
    /// - Parameter progress: Told in words how far it is.
    /// - Returns: The report.
    /// - Throws: ``BenchError``, `ManagerError` or `SystemError` when something does not run.
    func run(_ progress: (String) -> Void) async throws -> FlowReport {
        let definition = """
            class = "AppVM"
            label = "gray"
            template = "debian-12"
            memory = "384MiB"
            [volume]
            size = "\(fileMebibytes * 2 + 1_024)MiB"
            [start]
            mode = "boot"

            """
        let host = try BenchHost(
            programs: programs, images: images,
            machines: [
                Self.source + ".toml": Array(definition.utf8), Self.target + ".toml": Array(definition.utf8),
            ], policy: "* * \(Self.source) \(Self.target) allow\n",
            settings: "[flows]\ncalls_per_second = 10000\ncall_burst = 10000\n")
        return try await host.use { manager in
            let accelerator = try await manager.status().accelerator
            progress("starting two VMs")
            for name in [Self.source, Self.target] { try await manager.start(name) }
            let guests = BenchGuests(host: host, source: Self.source, target: Self.target)
            try guests.prepare()
            progress("\(callCount) calls")
            let calls = try guests.calls(callCount)
            progress("clipboard")
            let clipboard = try await guests.clipboard(manager)
            var files: FlowReport.Files?
            if fileMebibytes > 0 {
                progress("a file of \(fileMebibytes) MiB, and \(smallFileCount) small ones")
                files = try await guests.files(manager, fileMebibytes, smallFileCount)
            }
            // Each way has the VMs for itself: the same lines are started by hand once the managed ones are down.
            progress("streams")
            let streams = try (0..<rounds).map { _ in try guests.stream(streamMebibytes) }
            var machines: [RawMachine] = []
            for name in [Self.source, Self.target] {
                machines.append(try RawMachine(process: Int32(clamping: try await manager.machine(name).processID)))
            }
            for name in [Self.source, Self.target] { try await manager.shutdown(name, StopOptions()) }
            progress("raw virtio-serial")
            let (raw, rawFiles) = try self.raw(machines)
            guard let clipboard = Spread(clipboard) else { throw BenchError("nothing was measured") }
            return FlowReport(
                command: command, accelerator: accelerator, processors: CurrentProcess.processorCount, calls: calls,
                streams: .init(call: streams, raw: raw, rawFiles: rawFiles, mebibytes: streamMebibytes), files: files,
                clipboardMilliseconds: clipboard)
        }
    }

    private func raw(_ machines: [RawMachine]) throws -> (zeros: [Double], files: [Double]) {
        let guests = try machines.map { machine in
            try RawGuest(
                machine,
                try GuestConfiguration(
                    hostName: "raw", machineName: "raw",
                    machineID: try CurrentProcess.randomBytes(GuestConfiguration.machineIDByteCount),
                    volume: .existing))
        }
        let relay = RawRelay(source: guests[0], target: guests[1])
        let zeros = try (0..<rounds).map { _ in try relay.run(mebibytes: streamMebibytes) }
        guard fileMebibytes > 0 else { return (zeros, []) }
        // The file that was copied before, and not from the cache either.
        let files = try relay.run(mebibytes: fileMebibytes, from: "/home/user/large", to: "/home/user/raw")
        return (zeros, [files])
    }
}
