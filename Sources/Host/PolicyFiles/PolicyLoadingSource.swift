package import Machines
package import Policy

/// Where a configuration's policy is, and how it is read and checked as a whole.
package struct PolicyLoadingSource: Sendable {
    /// The most problems that one load tells.
    private static let problemLimit = 1_000

    private let directory: String
    private let runtimeDirectory: String
    private let keyPath: String?
    private let versions: LockedVersions

    /// Names the directories.
    ///
    /// - Parameters:
    ///   - configurationDirectory: The one with `policy.d`, `services.d` and `assertions.d`.
    ///   - runDirectory: The one whose `policy.d` hides files of the same name until the next reboot.
    ///   - stateDirectory: The one that remembers the versions of the locked layer.
    ///   - lockedKey: `[policy] locked_key`; nil when it is not set.
    package init(configurationDirectory: String, runDirectory: String, stateDirectory: String, lockedKey: String?) {
        directory = configurationDirectory
        runtimeDirectory = runDirectory + "/policy.d"
        versions = LockedVersions(stateDirectory: stateDirectory)
        keyPath = lockedKey.map { $0.hasPrefix("/") ? $0 : configurationDirectory + "/" + $0 }
    }

    /// Reads and checks everything, and changes nothing.
    ///
    /// - Parameter world: The VMs; nil when they are not known, and only the language is to be checked.
    /// - Returns: The policy, or every problem.
    package func load(world: World?) -> PolicyLoading {
        let trace = PolicyLoadingTrace()
        var loading = load(world: world, from: trace)
        loading.problems = Array(
            (loading.errors + loading.problems.filter { $0.severity != .error }).prefix(Self.problemLimit))
        loading.record = trace.record
        return loading
    }

    private func load(world: World?, from trace: PolicyLoadingTrace) -> PolicyLoading {
        var loading = PolicyLoading()
        let key = readKey(from: trace)
        let locked = checkLocked(key, from: trace, &loading.problems)
        let layout = PolicyLayout(
            directory: directory + "/policy.d", runtimeDirectory: runtimeDirectory(on: trace),
            lockedName: locked == nil ? nil : LockedLayer.policyName)
        if loading.errors.isEmpty, Self.isMissing(layout.directory, on: trace) {
            loading.isAbsent = true
            return loading
        }
        let reading = PolicyReader(mode: .strict).read(layout, from: trace)
        loading.problems += reading.errors.map(\.problem) + reading.warnings
        guard let rules = reading.rules, let world else { return loading }
        let compiled = CompiledPolicy(rules: rules, world: world, mode: .strict)
        guard loading.errors.isEmpty else { return loading }
        loading.policy = PolicyLoading.Policy(
            compiled: compiled, digest: PolicyLoadingDigest.text(of: rules), locked: locked)
        return loading
    }

    /// Remembers that a policy comes into force, durably.
    ///
    /// - Parameter policy: The policy, as this source loaded it.
    /// - Throws: A `Problem` when the version of its locked layer cannot be remembered: then it must not come into force.
    package func willUse(_ policy: PolicyLoading.Policy) throws(Problem) {
        guard let locked = policy.locked else { return }
        try versions.record(locked.version, of: locked.key)
    }

    // MARK: The locked layer

    private func readKey(from trace: PolicyLoadingTrace) -> Result<LockedPublicKey, Problem>? {
        guard let keyPath else { return nil }
        func problem(_ message: String) -> Result<LockedPublicKey, Problem> {
            .failure(
                Problem(
                    file: keyPath, position: .start, message: message,
                    expected: "the public key that [policy] locked_key of bulkhead.toml names"))
        }
        do {
            guard let bytes = try trace.contents(keyPath, limit: LockedPublicKey.maximumByteCount) else {
                return problem("there is no such file")
            }
            return Result { () throws(Problem) in try LockedPublicKey(file: bytes, path: keyPath) }
        } catch {
            return problem("cannot be read: \(error.reason)")
        }
    }

    /// Checks the locked layer.
    ///
    /// - Returns: The layer that is to be read; nil when there is none, or with problems.
    private func checkLocked(
        _ key: Result<LockedPublicKey, Problem>?, from trace: PolicyLoadingTrace, _ problems: inout [Problem]
    ) -> PolicyLoading.LockedPart? {
        var highest: UInt64 = 0
        do {
            if case .success(let key)? = key { highest = try versions.highest(of: key) }
        } catch {
            problems.append(error)
            return nil
        }
        switch LockedLayer.check(directory: directory, provider: trace, key: key, highestVersion: highest) {
        case .none:
            if versions.isAnyKnown {
                problems.append(
                    Problem(
                        file: "bulkhead.toml", position: .start, severity: .warning,
                        message: "a locked layer was in force on this host, and no key is set any more",
                        expected: "'locked_key' in [policy]"))
            }
            return nil
        case .refused(let found):
            problems += found
            return nil
        case .verified(let version):
            guard case .success(let key)? = key else { return nil }
            return PolicyLoading.LockedPart(version: version, key: key)
        }
    }

    /// The runtime directory is there only if somebody made it; a missing one would be an error of the policy.
    private func runtimeDirectory(on trace: PolicyLoadingTrace) -> String? {
        Self.isMissing(runtimeDirectory, on: trace) ? nil : runtimeDirectory
    }

    private static func isMissing(_ directory: String, on trace: PolicyLoadingTrace) -> Bool {
        do { return try trace.list(directory) == nil } catch { return false }
    }
}
