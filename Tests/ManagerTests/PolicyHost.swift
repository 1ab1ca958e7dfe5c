import Hypervisor
import LinuxIO
import Logging
import Machines
@testable import Manager
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

/// A registry over a configuration of a test's own; no machine of it is ever started.
final class PolicyHost: Sendable {
    let root: String

    init() throws {
        root = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-registry-")
        for folder in ["config", "run", "state"] { try FileSystem.makeDirectory("\(root)/\(folder)") }
        // Nobody's user ids: the registry ends what runs under those of its machines.
        try write("bulkhead.toml", "[uids]\nfirst = 3900000000\ncount = 16\n")
        for name in ["personal", "work"] { try define(name) }
    }

    deinit { try? FileSystem.removeTree(root) }

    func write(_ path: String, _ text: String) throws {
        let full = "\(root)/config/\(path)"
        try FileSystem.makeDirectory(FileSystem.parent(of: full))
        try FileSystem.writeAtomically(full, Array(text.utf8))
    }

    func remove(_ path: String) throws { try FileSystem.removeTree("\(root)/config/\(path)") }

    func define(_ name: String, tags: [String] = []) throws {
        try write(
            "vms.d/\(name).toml",
            "class = \"AppVM\"\nlabel = \"blue\"\ntemplate = \"debian-12\"\nmemory = \"64MiB\"\ntags = \(tags)\n")
    }

    /// A manager's registry on the files as they are, restored.
    func registry() async throws -> MachineRegistry {
        let source = ConfigurationSource(
            ManagerOptions(
                configurationDirectory: root + "/config", runDirectory: root + "/run", stateDirectory: root + "/state",
                programDirectory: root))
        let loaded = source.load()
        guard let configuration = loaded.configuration else {
            throw Problem(file: "", position: .start, message: loaded.problems.joined(separator: "; "))
        }
        let registry = MachineRegistry(
            configuration: configuration, warnings: loaded.problems, source: source, hypervisor: FakeHypervisor(),
            gate: .assertions, programDirectory: root,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, changed: { _ in })
        try await registry.restore()
        return registry
    }
}

extension MachineRegistry {
    /// What the policy in force answers to a copy of a file.
    func copies(_ source: String, _ target: String) -> Decision.Outcome {
        policy.decide(PolicyRequest(service: "qubes.Filecopy", source: source, target: target)).decision.outcome
    }

    /// Reloads, and gives the refusal if there is one.
    func refusal() async -> BusFailure? {
        do {
            try await reload()
            return nil
        } catch {
            return error
        }
    }
}
