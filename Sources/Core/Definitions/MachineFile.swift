import Machines

/// One file of `vms.d` as a value.
struct MachineFile {
    /// How many virtual processors one VM may have for each processor of the host: more only slows it down.
    static let vcpusPerProcessor = 4

    /// The path of the file.
    let path: String
    /// Where its keys are.
    let positions: TOMLPositions
    /// The name that the file gives; nil when the file name gives none.
    let name: MachineName?
    /// What the file says, with defaults for what is wrong or missing; nil when it has no name or is no TOML.
    let definition: MachineDefinition?
    /// The class; nil when it is missing or wrong, and rules about classes cannot be checked.
    let machineClass: MachineClass?
    /// What is wrong with the file by itself.
    let problems: [Problem]

    init(_ file: SourceFile, host: HostFacts, limits: HostLimits) {
        let parsed = ParsedFile(file)
        path = file.path
        positions = parsed.positions
        var problems = parsed.problems
        var name: MachineName?
        do throws(Problem) {
            name = try Self.name(of: file)
        } catch {
            problems.append(error)
        }
        self.name = name
        // The keys are read even when the name is bad: all problems are to come out at once.
        var reader = TableReader(parsed.table, file: file.path, positions: parsed.positions)
        machineClass = reader.requiredWord("class")
        let make = Self.read(&reader, machineClass: machineClass, host: host, limits: limits)
        reader.finish()
        self.problems = problems + reader.problems
        definition = parsed.table == nil ? nil : name.map(make)
    }

    /// Whether the file has a problem with `key`, or with a key that was probably meant to be it.
    ///
    /// Such a key has its default, and complaints about that would only hide the real problem.
    func isWrong(about key: String) -> Bool {
        let position = positions.entries[[key]]?.value
        return problems.contains { $0.suggestion == key || $0.position == position }
    }

    private static func name(of file: SourceFile) throws(Problem) -> MachineName {
        guard let stem = file.stem else {
            throw Problem(
                file: file.path, position: .start, message: "the file name does not end in '.toml'",
                expected: "NAME.toml")
        }
        guard !isReserved(stem) else {
            throw Problem(
                file: file.path, position: .start, message: "the name '\(stem)' is one that Bulkhead gives by itself",
                expected: "a name that is not disp, spare- or golden- with a number")
        }
        do throws(NameError) {
            return try MachineName(stem)
        } catch {
            throw Problem(
                file: file.path, position: .start, message: "the file name is no VM name: \(error)",
                expected: "NAME.toml with a name [a-z][a-z0-9-]{0,30}")
        }
    }

    /// Names of disposables, and of machines that are nobody's.
    private static func isReserved(_ name: String) -> Bool {
        for prefix in ["disp", "spare-", "golden-"] where name.hasPrefix(prefix) {
            let rest = name.dropFirst(prefix.count)
            if !rest.isEmpty, rest.allSatisfy(\.isNumber) { return true }
        }
        return false
    }

    /// Reads all keys but the class, and answers with what makes a definition of them and a name.
    private static func read(
        _ reader: inout TableReader, machineClass: MachineClass?, host: HostFacts, limits: HostLimits
    ) -> (MachineName) -> MachineDefinition {
        let label: Label = reader.requiredWord("label") ?? .red
        let template = reader.name("template")
        let netvm = reader.name("netvm")
        let providesNetwork = reader.boolean("provides_network", default: false)
        let memoryMiB = reader.sizeMiB("memory", in: MachineDefinition.memoryLimitsMiB, default: 256)
        let vcpus = reader.integer("vcpus", in: MachineDefinition.vcpuLimits, default: 1)
        let tags = reader.tags("tags", limit: MachineDefinition.maximumTagCount)
        let autostart = reader.boolean("autostart", default: false)
        let defaultDispvm = reader.name("default_dispvm")
        let templateForDispvms = reader.boolean("template_for_dispvms", default: false)
        let preloadDispvmMax = reader.integer("preload_dispvm_max", in: MachineDefinition.preloadLimits, default: 0)
        let volume = reader.table("volume", readVolume)
        let start = reader.table("start", readStart)
        let restart = reader.table("restart", readRestart)
        let uplink = reader.table("uplink", UplinkReader.read)
        if uplink != nil, netvm != nil {
            reader.report(
                "netvm", "both 'netvm' and [uplink] are there", expected: "one of them: an uplink leads out of the host"
            )
        }
        checkHost(&reader, memoryMiB: memoryMiB, vcpus: vcpus, host: host, limits: limits)
        return { name in
            MachineDefinition(
                name: name, machineClass: machineClass ?? .appVM, label: label, template: template, netvm: netvm,
                providesNetwork: providesNetwork, uplink: uplink, memoryMiB: memoryMiB, vcpus: vcpus, tags: tags,
                autostart: autostart, defaultDispvm: defaultDispvm, templateForDispvms: templateForDispvms,
                preloadDispvmMax: preloadDispvmMax, volume: volume, start: start, restart: restart)
        }
    }

    private static func readVolume(_ reader: inout TableReader) -> VolumeDefinition {
        let standard = VolumeDefinition()
        return VolumeDefinition(
            sizeMiB: reader.sizeMiB("size", in: VolumeDefinition.sizeLimitsMiB, default: standard.sizeMiB),
            encryption: reader.word("encryption") ?? standard.encryption)
    }

    private static func readStart(_ reader: inout TableReader) -> StartDefinition {
        let standard = StartDefinition()
        let limits = StartDefinition.timeoutLimitsSeconds
        return StartDefinition(
            mode: reader.word("mode") ?? standard.mode,
            timeoutSeconds: reader.integer("timeout_seconds", in: limits, default: standard.timeoutSeconds),
            shutdownTimeoutSeconds: reader.integer(
                "shutdown_timeout_seconds", in: limits, default: standard.shutdownTimeoutSeconds))
    }

    private static func readRestart(_ reader: inout TableReader) -> RestartPolicy {
        let standard = RestartPolicy()
        let delays = RestartPolicy.delayLimitsMilliseconds
        let policy = RestartPolicy(
            mode: reader.word("mode") ?? standard.mode,
            initialDelayMilliseconds: reader.integer(
                "initial_delay_ms", in: delays, default: standard.initialDelayMilliseconds),
            maximumDelayMilliseconds: reader.integer(
                "maximum_delay_ms", in: delays, default: standard.maximumDelayMilliseconds),
            attempts: reader.integer("attempts", in: RestartPolicy.attemptLimits, default: standard.attempts),
            windowSeconds: reader.integer(
                "window_seconds", in: RestartPolicy.windowLimitsSeconds, default: standard.windowSeconds))
        if policy.initialDelayMilliseconds > policy.maximumDelayMilliseconds {
            let key = reader.has("initial_delay_ms") ? "initial_delay_ms" : "maximum_delay_ms"
            reader.report(
                key, "the first delay, \(policy.initialDelayMilliseconds) ms, is longer than the longest one",
                expected: "at most 'maximum_delay_ms', \(policy.maximumDelayMilliseconds)")
        }
        if policy.mode != .never && !policy.canGiveUp {
            reader.report(
                reader.has("window_seconds") ? "window_seconds" : "attempts",
                "\(policy.attempts) restarts take longer than the window of \(policy.windowSeconds) seconds, "
                    + "so they never end",
                expected: "a longer window or fewer attempts", severity: .warning)
        }
        return policy
    }

    private static func checkHost(
        _ reader: inout TableReader, memoryMiB: Int, vcpus: Int, host: HostFacts, limits: HostLimits
    ) {
        let availableMiB = host.memoryMiB - limits.memoryReserveMiB
        if memoryMiB > availableMiB {
            reader.report(
                "memory", "'memory' is \(memoryMiB) MiB, beyond the host",
                expected: "at most \(max(0, availableMiB)) MiB (the host has \(host.memoryMiB), "
                    + "\(limits.memoryReserveMiB) stay reserved)")
        }
        let available = max(1, host.cpuCount) * vcpusPerProcessor
        if vcpus > available {
            reader.report(
                "vcpus", "'vcpus' is \(vcpus), beyond the host",
                expected: "at most \(available) (\(vcpusPerProcessor) for each of \(host.cpuCount) processors)")
        }
    }
}
