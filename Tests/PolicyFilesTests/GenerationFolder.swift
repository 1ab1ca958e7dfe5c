import LinuxIO
import Machines
import Policy
import PolicyFiles

/// A configuration of a test's own on the disk, with its run and state directories.
final class GenerationFolder {
    let root: String
    let key = LockedPrivateKey()

    /// Three VMs; personal and work may be called, the vault has no network.
    static let world = World([machine("personal"), machine("work"), machine("vault", tags: ["secret"])])

    static func machine(_ name: String, tags: Set<String> = []) -> Domain {
        var domain = Domain(name: name, uuid: StableUUID.ofMachine(named: name), type: "AppVM")
        domain.tags = tags
        return domain
    }

    init() throws {
        root = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-policy-")
        for folder in ["config", "run", "state"] { try FileSystem.makeDirectory("\(root)/\(folder)") }
    }

    deinit { try? FileSystem.removeTree(root) }

    var configuration: String { root + "/config" }
    var state: String { root + "/state" }
    var versions: LockedVersions { LockedVersions(stateDirectory: state) }

    /// Writes a file of the configuration, or of `run/…`.
    func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

    func write(_ path: String, _ bytes: [UInt8]) throws {
        let full = path.hasPrefix("run/") ? "\(root)/\(path)" : "\(configuration)/\(path)"
        try FileSystem.makeDirectory(FileSystem.parent(of: full))
        try FileSystem.writeAtomically(full, bytes)
    }

    func writeState(_ path: String, _ text: String) throws {
        try FileSystem.writeAtomically("\(state)/\(path)", Array(text.utf8))
    }

    func read(_ path: String) throws -> [UInt8] { try FileSystem.read(configuration + "/" + path) }

    func remove(_ path: String) throws { try FileSystem.removeTree(configuration + "/" + path) }

    /// Signs the locked layer as it is now.
    func sign(version: UInt64, with key: LockedPrivateKey? = nil) throws {
        let contents = LockedLayer.files.map { try? read($0) }
        let signature = (key ?? self.key).sign(LockedLayer.statement(version: version, contents: contents))
        try write(LockedLayer.signaturePath, signature?.fileText ?? "")
    }

    /// Puts the public key where ``source(gate:)`` expects it.
    func installKey(_ key: LockedPublicKey? = nil) throws {
        try write("locked.pub", (key ?? self.key.publicKey).fileText)
    }

    /// A layer with one rule, signed.
    func makeLocked(version: UInt64, rule: String = "qubes.Filecopy * * vault deny") throws {
        try installKey()
        try write("policy.d/05-locked.policy", rule + "\n")
        try sign(version: version)
    }

    func source(isLocked: Bool = false, gate: PolicyGate = .assertions) -> PolicyLoadingSource {
        PolicyLoadingSource(
            configurationDirectory: configuration, runDirectory: root + "/run", stateDirectory: state,
            lockedKey: isLocked ? "locked.pub" : nil, gate: gate)
    }

    func load(isLocked: Bool = false) -> PolicyLoading { source(isLocked: isLocked).load(world: Self.world) }

    /// Loads and takes, as a manager does.
    func take(into store: PolicyStore, isLocked: Bool = false) throws(PolicyRefusal) {
        let source = source(isLocked: isLocked)
        try store.take(source.load(world: Self.world), from: source, nowMilliseconds: 1_000)
    }
}

extension PolicyStore {
    /// What the policy answers to a copy of a file.
    func copies(_ source: String, _ target: String) -> Decision.Outcome {
        decide(PolicyRequest(service: "qubes.Filecopy", source: source, target: target)).decision.outcome
    }
}
