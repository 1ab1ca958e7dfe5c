import Machines

/// `bulkhead.toml` as a value.
struct SettingsFile {
    /// The settings; what is wrong or missing has its default.
    let settings: HostSettings
    /// What is wrong with the file.
    let problems: [Problem]

    init(_ file: ParsedFile) {
        var reader = TableReader(file.table, file: file.path, positions: file.positions)
        let standard = HostSettings()
        var settings = standard
        settings.accelerator = reader.word("accelerator") ?? standard.accelerator
        settings.bus = reader.word("bus") ?? standard.bus
        settings.heartbeatSeconds = reader.integer(
            "heartbeat_seconds", in: HostSettings.heartbeatLimitsSeconds, default: standard.heartbeatSeconds)
        settings.paths = reader.table("paths") { reader in
            HostPaths(
                state: Self.path("state", &reader) ?? standard.paths.state,
                run: Self.path("run", &reader, limit: HostPaths.maximumRunLength) ?? standard.paths.run,
                images: Self.path("images", &reader) ?? standard.paths.images,
                log: Self.path("log", &reader) ?? standard.paths.log)
        }
        settings.userIDs = reader.table("uids") { reader in
            let first = reader.integer(
                "first", in: UserIDRange.firstLimits, default: Int(standard.userIDs.first))
            let count = reader.integer("count", in: UserIDRange.countLimits, default: standard.userIDs.count)
            return UserIDRange(first: UInt32(first), count: count)
        }
        settings.limits = reader.table("limits") { reader in
            HostLimits(
                memoryReserveMiB: reader.sizeMiB(
                    "memory_reserve", in: HostLimits.memoryReserveLimitsMiB, default: standard.limits.memoryReserveMiB),
                parallelStarts: reader.integer(
                    "parallel_starts", in: HostLimits.parallelStartLimits, default: standard.limits.parallelStarts),
                consoleLogMiB: reader.sizeMiB(
                    "console_log", in: HostLimits.consoleLogLimitsMiB, default: standard.limits.consoleLogMiB))
        }
        settings.policy = reader.table("policy") { reader in
            PolicySettings(lockedKey: Self.path("locked_key", &reader, isRelativeAllowed: true))
        }
        settings.flows = reader.table("flows") { Self.flows(&$0, standard.flows) }
        settings.clones = reader.table("clones") { Self.clones(&$0, standard.clones) }
        settings.disposables = reader.table("disposables") { Self.disposables(&$0, standard.disposables) }
        reader.finish()
        self.settings = settings
        problems = file.problems + reader.problems
    }

    private static func disposables(
        _ reader: inout TableReader, _ standard: DisposableSettings
    ) -> DisposableSettings {
        DisposableSettings(
            standard: reader.name("default"),
            preloadThresholdMiB: reader.sizeMiB(
                "preload_dispvm_threshold", in: DisposableSettings.thresholdLimitsMiB,
                default: standard.preloadThresholdMiB),
            preloadDelayMilliseconds: reader.integer(
                "preload_dispvm_delay_ms", in: DisposableSettings.delayLimitsMilliseconds,
                default: standard.preloadDelayMilliseconds))
    }

    private static func clones(_ reader: inout TableReader, _ standard: CloneSettings) -> CloneSettings {
        CloneSettings(
            snapshotMiB: reader.sizeMiB(
                "snapshot_memory", in: CloneSettings.snapshotLimitsMiB, default: standard.snapshotMiB),
            spares: reader.integer("spares", in: CloneSettings.spareLimits, default: standard.spares))
    }

    private static func flows(_ reader: inout TableReader, _ standard: FlowSettings) -> FlowSettings {
        FlowSettings(
            promptSeconds: reader.integer(
                "prompt_seconds", in: FlowSettings.promptLimitsSeconds, default: standard.promptSeconds),
            promptsPerMachine: reader.integer(
                "prompts_per_vm", in: FlowSettings.promptsPerMachineLimits, default: standard.promptsPerMachine),
            callsPerSecond: reader.integer(
                "calls_per_second", in: FlowSettings.callsPerSecondLimits, default: standard.callsPerSecond),
            callBurst: reader.integer(
                "call_burst", in: FlowSettings.callBurstLimits, default: standard.callBurst),
            clipboardBytes: reader.integer(
                "clipboard_bytes", in: FlowSettings.clipboardLimitsBytes, default: standard.clipboardBytes),
            clipboardSeconds: reader.integer(
                "clipboard_seconds", in: FlowSettings.clipboardLimitsSeconds, default: standard.clipboardSeconds))
    }

    /// Reads a path of printable characters without `.`, `..` and empty parts.
    private static func path(
        _ key: String, _ reader: inout TableReader, limit: Int = HostPaths.maximumLength,
        isRelativeAllowed: Bool = false
    ) -> String? {
        let kind = isRelativeAllowed ? "a path" : "an absolute path"
        let expectation = "\(kind) without '.', '..' and empty parts, at most \(limit) bytes"
        guard let text = reader.string(key, expected: expectation) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPath =
            text.utf8.count <= limit && (isRelativeAllowed || parts[0].isEmpty)
            && (text.hasPrefix("/") ? parts.dropFirst() : parts[...]).allSatisfy { !["", ".", ".."].contains($0) }
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard isPath else {
            reader.report(key, "'\(key)' is '\(text.sanitizedForDisplay(limit: 60))'", expected: expectation)
            return nil
        }
        return text
    }
}
