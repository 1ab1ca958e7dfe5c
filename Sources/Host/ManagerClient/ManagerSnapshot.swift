internal import JSONText
package import SystemBus

/// All properties of the manager at one time.
///
/// The manager fills one in and sends its ``values``; a client gets it back from them.
package struct ManagerSnapshot: Hashable, Sendable {
    package var version: String
    package var processID: UInt32
    /// `kvm` or `tcg`.
    package var accelerator: String
    /// Why that one, in one sentence.
    package var acceleratorReason: String
    package var configurationDirectory: String
    /// Whether the configuration in force is the one on disk.
    package var isConfigurationCurrent: Bool
    /// What is wrong with the configuration on disk, one `file:line:column: …` each.
    package var configurationProblems: [String]
    package var stateDirectory: String
    package var runDirectory: String
    /// The host's memory.
    package var memoryTotalMiB: UInt64
    /// The memory that running VMs may take.
    package var memoryReservedMiB: UInt64
    /// Milliseconds since 1970-01-01 UTC.
    package var startedAtMilliseconds: UInt64
    package var policy: PolicySnapshot
    /// What VMs start from.
    package var snapshots: [SnapshotFacts]

    package init(
        version: String, processID: UInt32, accelerator: String, acceleratorReason: String,
        configurationDirectory: String, isConfigurationCurrent: Bool = true, configurationProblems: [String] = [],
        stateDirectory: String, runDirectory: String, memoryTotalMiB: UInt64, memoryReservedMiB: UInt64 = 0,
        startedAtMilliseconds: UInt64, policy: PolicySnapshot = PolicySnapshot(), snapshots: [SnapshotFacts] = []
    ) {
        self.version = version
        self.processID = processID
        self.accelerator = accelerator
        self.acceleratorReason = acceleratorReason
        self.configurationDirectory = configurationDirectory
        self.isConfigurationCurrent = isConfigurationCurrent
        self.configurationProblems = configurationProblems
        self.stateDirectory = stateDirectory
        self.runDirectory = runDirectory
        self.memoryTotalMiB = memoryTotalMiB
        self.memoryReservedMiB = memoryReservedMiB
        self.startedAtMilliseconds = startedAtMilliseconds
        self.policy = policy
        self.snapshots = snapshots
    }

    /// The properties as the bus carries them.
    package var values: [String: BusValue] {
        [
            "Version": .string(version), "ProcessId": .uint32(processID), "Accelerator": .string(accelerator),
            "AcceleratorReason": .string(acceleratorReason),
            "ConfigurationDirectory": .string(configurationDirectory),
            "ConfigurationCurrent": .boolean(isConfigurationCurrent),
            "ConfigurationProblems": .strings(configurationProblems), "StateDirectory": .string(stateDirectory),
            "RunDirectory": .string(runDirectory), "MemoryTotalMiB": .uint64(memoryTotalMiB),
            "MemoryReservedMiB": .uint64(memoryReservedMiB), "StartedAt": .uint64(startedAtMilliseconds),
            "Snapshots": .strings(snapshots.map(\.json.line)),
        ].merging(policy.values) { $1 }
    }

    /// The properties whose values differ from those of an earlier snapshot: what `PropertiesChanged` tells.
    package func changes(since earlier: ManagerSnapshot) -> [String: BusValue] {
        let old = earlier.values
        return values.filter { old[$0.key] != $0.value }
    }

    /// Reads the properties as the bus carried them.
    ///
    /// - Throws: ``ManagerError/unexpectedReply(_:)`` naming the first that is missing or of another type.
    package init(values: [String: BusValue]) throws(ManagerError) {
        var reader = PropertyReader(values)
        version = reader.string("Version")
        processID = reader.uint32("ProcessId")
        accelerator = reader.string("Accelerator")
        acceleratorReason = reader.string("AcceleratorReason")
        configurationDirectory = reader.string("ConfigurationDirectory")
        isConfigurationCurrent = reader.bool("ConfigurationCurrent")
        configurationProblems = reader.strings("ConfigurationProblems")
        stateDirectory = reader.string("StateDirectory")
        runDirectory = reader.string("RunDirectory")
        memoryTotalMiB = reader.uint64("MemoryTotalMiB")
        memoryReservedMiB = reader.uint64("MemoryReservedMiB")
        startedAtMilliseconds = reader.uint64("StartedAt")
        policy = PolicySnapshot(&reader)
        snapshots = reader.strings("Snapshots").compactMap { SnapshotFacts(line: $0) }
        if let missing = reader.missing { throw .unexpectedReply("property \(missing) of the manager") }
    }

    /// What introspection tells of the properties.
    static let properties: [BusInterface.Property] =
        [
            .init("Version", .string, isConstant: true), .init("ProcessId", .uint32, isConstant: true),
            .init("Accelerator", .string, isConstant: true), .init("AcceleratorReason", .string, isConstant: true),
            .init("ConfigurationDirectory", .string, isConstant: true), .init("ConfigurationCurrent", .boolean),
            .init("ConfigurationProblems", .array(.string)), .init("StateDirectory", .string, isConstant: true),
            .init("RunDirectory", .string, isConstant: true), .init("MemoryTotalMiB", .uint64, isConstant: true),
            .init("MemoryReservedMiB", .uint64), .init("StartedAt", .uint64, isConstant: true),
            .init("Snapshots", .array(.string)),
        ] + PolicySnapshot.properties
}
