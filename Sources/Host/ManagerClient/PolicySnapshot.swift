import SystemBus

/// What the manager tells of its policy.
package struct PolicySnapshot: Hashable, Sendable {
    /// How the files on the disk stand to the policy in force.
    package enum Disk: String, Hashable, Sendable, CaseIterable {
        /// They are what was loaded.
        case current
        /// There are none, and none were loaded.
        case absent
        /// They are others, and a reload would take them.
        case modified
        /// They are others, and are refused.
        case refused
    }

    /// The most problems that are told.
    package static let maximumProblemCount = 100

    /// Counts the policies of this manager, from 1; 0 is none, and every call is denied.
    package var generation: UInt64
    /// The SHA-256 of the canonical text of the rules; empty for none.
    package var digest: String
    package var ruleCount: UInt32
    /// How many assertions were checked, and hold.
    package var assertionCount: UInt32
    /// The version of the locked layer; 0 for none.
    package var lockedVersion: UInt64
    /// When it came into force, in milliseconds since 1970-01-01 UTC; 0 for none.
    package var loadedAtMilliseconds: UInt64
    /// How the files stand to it.
    package var disk: Disk
    /// Why the files are refused, or else what is to be known about the policy in force, one `file:line:column: …` each.
    package var problems: [String]
    /// How many problems there are, those that are not in ``problems`` too.
    package var problemCount: UInt32

    package init(
        generation: UInt64 = 0, digest: String = "", ruleCount: UInt32 = 0, assertionCount: UInt32 = 0,
        lockedVersion: UInt64 = 0, loadedAtMilliseconds: UInt64 = 0, disk: Disk = .absent, problems: [String] = [],
        problemCount: UInt32? = nil
    ) {
        self.generation = generation
        self.digest = digest
        self.ruleCount = ruleCount
        self.assertionCount = assertionCount
        self.lockedVersion = lockedVersion
        self.loadedAtMilliseconds = loadedAtMilliseconds
        self.disk = disk
        self.problems = Array(problems.prefix(Self.maximumProblemCount))
        self.problemCount = problemCount ?? UInt32(clamping: problems.count)
    }

    /// The properties as the bus carries them.
    var values: [String: BusValue] {
        [
            "PolicyGeneration": .uint64(generation), "PolicyDigest": .string(digest),
            "PolicyRules": .uint32(ruleCount), "PolicyAssertions": .uint32(assertionCount),
            "PolicyLockedVersion": .uint64(lockedVersion), "PolicyLoadedAt": .uint64(loadedAtMilliseconds),
            "PolicyDisk": .string(disk.rawValue), "PolicyProblems": .strings(problems),
            "PolicyProblemCount": .uint32(problemCount),
        ]
    }

    init(_ reader: inout PropertyReader) {
        generation = reader.uint64("PolicyGeneration")
        digest = reader.string("PolicyDigest")
        ruleCount = reader.uint32("PolicyRules")
        assertionCount = reader.uint32("PolicyAssertions")
        lockedVersion = reader.uint64("PolicyLockedVersion")
        loadedAtMilliseconds = reader.uint64("PolicyLoadedAt")
        disk = reader.word("PolicyDisk", .absent)
        problems = reader.strings("PolicyProblems")
        problemCount = reader.uint32("PolicyProblemCount")
    }

    /// What introspection tells of the properties.
    static let properties: [BusInterface.Property] = [
        .init("PolicyGeneration", .uint64), .init("PolicyDigest", .string), .init("PolicyRules", .uint32),
        .init("PolicyAssertions", .uint32), .init("PolicyLockedVersion", .uint64), .init("PolicyLoadedAt", .uint64),
        .init("PolicyDisk", .string), .init("PolicyProblems", .array(.string)), .init("PolicyProblemCount", .uint32),
    ]
}
