internal import Channel
internal import LinuxIO
internal import Network
internal import NetworkSetup

/// The machine that the agent is PID 1 of.
final class VirtualMachine: GuestSystem {
    private static let patienceNanoseconds: UInt64 = 2_000_000_000
    private static let stepMilliseconds: UInt32 = 5

    /// The name of a guest that has none yet.
    private static let settlingName = "bulkhead"

    private(set) var configurationTimes = ""

    func configure(
        _ configuration: GuestConfiguration, wallClock: UInt64, entropy: [UInt8]
    ) throws(AgentError) -> VolumeOutcome {
        // Before anything else: clones of one template wake up with the same random state.
        let began = Clock.monotonicNanoseconds()
        try reseed(entropy)
        let seeded = Clock.monotonicNanoseconds()
        try setClock(wallClock)
        try setNames(host: configuration.hostName, machineID: configuration.machineID)
        let named = Clock.monotonicNanoseconds()
        let outcome = try PrivateVolume.prepare(configuration.volume)
        let mounted = Clock.monotonicNanoseconds()
        try setNetwork(configuration.settings)
        let steps = [
            ("entropy", began, seeded), ("names", seeded, named), ("volume", named, mounted),
            ("network", mounted, Clock.monotonicNanoseconds()),
        ]
        configurationTimes = steps.map { "\($0.0) \(($0.2 - $0.1) / 1_000) us" }.joined(separator: ", ")
        return outcome
    }

    private func setNetwork(_ settings: [GuestSetting]) throws(AgentError) {
        guard let setting = settings.first(where: { $0.key == GuestSetting.networkKey }) else { return }
        let network: GuestNetwork
        do { network = try GuestNetwork(parsing: setting.value) } catch { throw .network("\(error)") }
        do { try NetworkSetup.apply(network) } catch { throw .network("\(error)") }
    }

    func setClock(_ wallClock: UInt64) throws(AgentError) {
        try AgentError.naming("clock") { () throws(SystemError) in try Clock.setWall(nanoseconds: wallClock) }
    }

    func reseed(_ entropy: [UInt8]) throws(AgentError) {
        try AgentError.naming("entropy") { () throws(SystemError) in try GuestKernel.addEntropy(entropy) }
    }

    /// Programs that a copy runs first; what they need of the root file system is in memory then, and shared.
    private static let firstPrograms: [(path: String, arguments: [String])] = [
        ("/bin/sh", ["-c", ":"]), ("/bin/bash", ["-c", ":"]), ("/bin/true", []), ("/bin/cat", ["/dev/null"]),
        ("/usr/bin/env", ["true"]),
    ]

    /// The kernel's modules for rules and address translation: one after the other they cost seconds under emulation,
    /// while a VM that provides a network waits for them.
    private static let networkModules = ["nft_ct", "nft_nat", "nft_masq", "nft_chain_nat"]
    /// What `bulkhead-network` runs.
    private static let networkPrograms: [(path: String, arguments: [String])] = [
        ("/usr/sbin/modprobe", ["--all"] + networkModules),
        ("/usr/sbin/nft", ["list", "ruleset"]),
    ]

    func settle() throws(AgentError) {
        try AgentError.naming("settle") { () throws(SystemError) in
            for program in Self.firstPrograms + Self.networkPrograms where FileSystem.isExecutable(program.path) {
                _ = try ChildProcess.run(program.path, program.arguments)
            }
        }
        // Files of the image that every machine writes to are in the overlay then.
        try setNames(host: Self.settlingName, machineID: [UInt8](repeating: 0, count: 16))
        try PrivateVolume.rehearse()
    }

    private func setNames(host name: String, machineID: [UInt8]) throws(AgentError) {
        let identifier = Hexadecimal.text(machineID)
        let hosts = """
            127.0.0.1 localhost
            127.0.1.1 \(name)
            ::1 localhost ip6-localhost ip6-loopback

            """
        try AgentError.naming("names") { () throws(SystemError) in
            try GuestKernel.setHostName(name)
            try Self.write("/etc/hostname", "\(name)\n")
            try Self.write("/etc/hosts", hosts)
            try Self.write("/etc/machine-id", "\(identifier)\n")
        }
    }

    /// The overlay is volatile: there is nothing to make durable.
    private static func write(_ path: String, _ text: String) throws(SystemError) {
        let file = try FileSystem.open(path, .replace, mode: 0o644)
        try file.writeAll(Array(text.utf8))
    }

    /// Ends everything in order; does not return.
    func powerOff() {
        UserProcess.signalEverything(.terminate)
        // Stopped processes get the signal only when they go on; hanging up reaches shells that ignore the first.
        UserProcess.signalEverything(.hangUp)
        if !awaitChildren() {
            UserProcess.signalEverything(.kill)
            _ = awaitChildren()
        }
        GuestKernel.synchronizeDisks()
        for path in ["/usr/local", "/home", PrivateVolume.mountPoint] {
            do throws(SystemError) {
                try Mounts.unmount(path)
            } catch {
                // Not a mount point where there is no volume; a busy one is at least made read-only.
                try? Mounts.mount("", on: path, [.remount, .readOnly])
            }
        }
        GuestKernel.synchronizeDisks()
        let error = GuestKernel.powerOff()
        CurrentProcess.writeError("bulkhead-agent: \(error)\n")
        CurrentProcess.exit(1)
    }

    /// Reaps until nobody is left, or patience is: false in that case.
    private func awaitChildren() -> Bool {
        let deadline = Clock.monotonicNanoseconds() + Self.patienceNanoseconds
        while Clock.monotonicNanoseconds() < deadline {
            while UserProcess.reapAny() != nil {}
            if ProcessHandle.children(of: 1).isEmpty { return true }
            Clock.sleep(milliseconds: Self.stepMilliseconds)
        }
        return false
    }
}
