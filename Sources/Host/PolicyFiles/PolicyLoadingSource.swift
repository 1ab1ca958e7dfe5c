package import Machines
package import Policy

/// Where a configuration's policy is, and how it is read and checked as a whole.
package struct PolicyLoadingSource: Sendable {
    /// The most problems that one load tells.
    private static let problemLimit = 1_000

    private let directory: String
    private let runtimeDirectory: String?
    private let keyPath: String?
    private let versions: LockedVersions?
    private let gate: PolicyGate

    /// Names the directories.
    ///
    /// - Parameters:
    ///   - configurationDirectory: The one with `policy.d`, `services.d` and `assertions.d`.
    ///   - runDirectory: The one whose `policy.d` hides files of the same name until the next reboot.
    ///   - stateDirectory: The one that remembers the versions of the locked layer.
    ///   - lockedKey: `[policy] locked_key`; nil when it is not set.
    ///   - gate: What checks the assertions.
    package init(
        configurationDirectory: String, runDirectory: String, stateDirectory: String, lockedKey: String?,
        gate: PolicyGate
    ) {
        self.init(
            configurationDirectory: configurationDirectory, runtimeDirectory: runDirectory + "/policy.d",
            versions: LockedVersions(stateDirectory: stateDirectory), lockedKey: lockedKey, gate: gate)
    }

    /// Names the directories for a look at a policy that will not be used here: nothing tells which versions of the locked
    /// layer were in force.
    ///
    /// - Parameters:
    ///   - directory: The one with `policy.d`, `services.d` and `assertions.d`.
    ///   - runtimeDirectory: The rules that hide files of the same name; nil for none.
    ///   - lockedKey: `[policy] locked_key`; nil when it is not set.
    ///   - gate: What checks the assertions.
    package init(lookingAt directory: String, runtimeDirectory: String?, lockedKey: String?, gate: PolicyGate) {
        self.init(
            configurationDirectory: directory, runtimeDirectory: runtimeDirectory, versions: nil, lockedKey: lockedKey,
            gate: gate)
    }

    private init(
        configurationDirectory: String, runtimeDirectory: String?, versions: LockedVersions?, lockedKey: String?,
        gate: PolicyGate
    ) {
        directory = configurationDirectory
        self.runtimeDirectory = runtimeDirectory
        self.versions = versions
        keyPath = lockedKey.map { $0.hasPrefix("/") ? $0 : configurationDirectory + "/" + $0 }
        self.gate = gate
    }

    /// Reads and checks everything, and changes nothing.
    ///
    /// - Parameter world: The VMs.
    /// - Returns: The policy, or every problem.
    package func load(world: World) -> PolicyLoading {
        let trace = PolicyLoadingTrace()
        var loading = load(world: world, from: trace)
        let errors = loading.errors
        loading.untoldErrorCount += max(0, errors.count - Self.problemLimit)
        loading.problems = Array((errors + loading.warnings).prefix(Self.problemLimit))
        loading.record = trace.record
        return loading
    }

    private func load(world: World, from trace: PolicyLoadingTrace) -> PolicyLoading {
        var loading = PolicyLoading()
        let key = readKey(from: trace)
        let locked = checkLocked(key, from: trace, &loading.problems)
        let listing = PolicyLoadingListing(directory: directory, trace: trace)
        let assertions = listing.files(in: "assertions.d", ending: ".assert", &loading.problems)
        let services = listing.files(in: "services.d", ending: ".toml", &loading.problems)
        let layout = PolicyLayout(
            directory: directory + "/policy.d", runtimeDirectory: runtimeDirectory(on: trace),
            lockedName: locked == nil ? nil : LockedLayer.policyName)
        if loading.errors.isEmpty, assertions.isEmpty, Self.isMissing(layout.directory, on: trace) {
            loading.isAbsent = true
            return loading
        }
        let reading = PolicyReader(mode: .strict).read(layout, from: trace)
        loading.problems += reading.errors.map(\.problem) + reading.warnings
        loading.untoldErrorCount += reading.untoldErrorCount
        guard let rules = reading.rules, loading.errors.isEmpty else {
            if loading.errors.isEmpty { loading.problems.append(unexplained(layout.directory)) }
            return loading
        }
        let question = PolicyGate.Question(
            policy: CompiledPolicy(rules: rules, world: world, mode: .strict), services: services,
            assertions: assertions, worldFile: { listing.world($0) })
        let answer = ask(question, isLocked: locked != nil)
        loading.problems += answer.problems
        guard loading.errors.isEmpty else { return loading }
        loading.policy = PolicyLoading.Policy(
            compiled: question.policy, digest: PolicyLoadingDigest.text(of: rules), locked: locked,
            assertionCount: answer.count)
        return loading
    }

    /// Checks the locked layer's assertions alone, then all of them together.
    ///
    /// Alone, because a file beside them could trust a VM, declassify a service or describe one as harmless.
    private func ask(_ question: PolicyGate.Question, isLocked: Bool) -> PolicyGate.Answer {
        var answer = gate.check(question)
        guard isLocked else { return answer }
        func own(_ files: [PolicyGateFile], _ path: String) -> [PolicyGateFile] { files.filter { $0.path == path } }
        let alone = gate.check(
            PolicyGate.Question(
                policy: question.policy, services: own(question.services, "services.d/" + LockedLayer.servicesName),
                assertions: own(question.assertions, "assertions.d/" + LockedLayer.assertionsName)))
        let told = Set(alone.problems)
        answer.problems = alone.problems + answer.problems.filter { !told.contains($0) }
        return answer
    }

    /// For a reader that gives neither rules nor an error: then nothing may be taken for good.
    private func unexplained(_ path: String) -> Problem {
        Problem(file: path, position: .start, message: "the rules cannot be read")
    }

    /// Remembers that a policy comes into force, durably.
    ///
    /// - Parameter policy: The policy, as this source loaded it.
    /// - Throws: A `Problem` when the version of its locked layer cannot be remembered: then it must not come into force.
    package func willUse(_ policy: PolicyLoading.Policy) throws(Problem) {
        guard let locked = policy.locked else { return }
        try versions?.record(locked.version, of: locked.key)
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
            if case .success(let key)? = key { highest = try versions?.highest(of: key) ?? 0 }
        } catch {
            problems.append(error)
            return nil
        }
        switch LockedLayer.check(directory: directory, provider: trace, key: key, highestVersion: highest) {
        case .none:
            if versions?.isAnyKnown == true {
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
        runtimeDirectory.flatMap { Self.isMissing($0, on: trace) ? nil : $0 }
    }

    private static func isMissing(_ directory: String, on trace: PolicyLoadingTrace) -> Bool {
        do { return try trace.list(directory) == nil } catch { return false }
    }
}
