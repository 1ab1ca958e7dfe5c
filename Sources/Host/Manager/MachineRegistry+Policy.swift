import Audit
import AuditLog
import JSONText
import LinuxEvents
import LinuxIO
import Logging
import Machines
import ManagerClient
import Policy
import PolicyFiles
import SystemBus

/// The policy of the machines.
extension MachineRegistry {
    private func policySource(_ configuration: Configuration) -> PolicyLoadingSource {
        // Where the manager keeps its state does not change while it runs, whatever the settings say.
        PolicyLoadingSource(
            configurationDirectory: source.options.configurationDirectory, runDirectory: paths.run,
            stateDirectory: paths.state, lockedKey: configuration.settings.policy.lockedKey, gate: gate)
    }

    /// Takes the policy on disk when the manager starts; without a good one every call is denied.
    func loadFirstPolicy() async {
        do {
            try takePolicy(await loadPolicy(for: configuration), for: configuration)
            noteLoaded()
        } catch {
            logger.critical("no policy is in force: every call between VMs is denied")
        }
    }

    /// Reads the policy and checks it against the VMs of a configuration.
    func loadPolicy(for configuration: Configuration) async -> PolicyLoading {
        let world = await world(of: configuration)
        let source = policySource(configuration)
        return await policyQueue.run { source.load(world: world) }
    }

    /// Takes a policy that was loaded for this configuration, or says why not.
    func takePolicy(_ loading: PolicyLoading, for configuration: Configuration) throws(BusFailure) {
        do {
            try policy.take(
                loading, from: policySource(configuration), nowMilliseconds: Clock.wallNanoseconds() / 1_000_000)
        } catch {
            for problem in error.problems { logger.error("\(problem)") }
            noteRefusal(error.problems.map(\.description), error.problems.count + error.untoldErrorCount)
            throw refusal(error)
        }
        // Looks that are under way are at the VMs of the configuration before.
        worldLooks.used = worldLooks.begun
        let generation = policy.current
        for problem in generation.warnings { logger.warning("\(problem)") }
        if let digest = generation.digest {
            logger.info(
                "policy generation \(generation.number): \(Self.count(generation.ruleCount, "rule")), sha256 \(digest)")
        } else {
            logger.warning("there is no policy: every call between VMs is denied")
        }
    }

    /// Notes that files were refused, with the first of their problems.
    func noteRefusal(_ problems: [String], _ count: Int) {
        audit?.note(
            .configurationRefused,
            [
                "problems": .number(UInt64(count)), "first": .optional(problems.first ?? ""),
                "policy_generation": .number(policy.current.number),
            ])
    }

    /// Notes what has come into force.
    func noteLoaded() {
        let generation = policy.current
        audit?.note(
            .configurationLoaded,
            [
                "vms": .number(UInt64(configuration.machines.count)), "policy_generation": .number(generation.number),
                "policy_sha256": .optional(generation.digest ?? ""), "rules": .number(UInt64(generation.ruleCount)),
            ])
    }

    private func refusal(_ error: PolicyRefusal) -> BusFailure {
        let generation = policy.current.number
        let rest =
            generation == 0
            ? "no policy is in force, and every call between VMs is denied" : "generation \(generation) stays in force"
        let untold = error.untoldErrorCount == 0 ? [] : ["\(error.untoldErrorCount) more problems are not shown"]
        return ManagerFailureKind.configuration.failure(
            "The policy on disk is not used: it has \(Self.count(error.errorCount, "problem")); \(rest).",
            advice: (error.problems.map(\.description) + untold).joined(separator: "\n"))
    }

    // MARK: The world

    /// Brings the states of the VMs that the policy decides by up to date.
    func refreshWorld() async {
        worldLooks.begun += 1
        let look = worldLooks.begun
        let world = await world(of: configuration)
        guard look > worldLooks.used else { return }
        worldLooks.used = look
        policy.update(world: world)
    }

    /// The VMs of a configuration as they are now.
    private func world(of configuration: Configuration) async -> World {
        var domains: [Domain] = []
        var all = World(configuration).domains
        for name in disposables.keys.sorted() {
            guard let controller = controllers[name] else { continue }
            var domain = Domain(await controller.definition)
            domain.isInternal = disposables[name]?.isPreloaded == true
            all.append(domain)
        }
        for var domain in all {
            if let name = try? MachineName(domain.name), let controller = controllers[name] {
                domain.powerState = await controller.state.rawValue
            }
            domains.append(domain)
        }
        return World(domains)
    }

    // MARK: Facts

    /// What is told of the policy.
    func policySnapshot(looking: Bool) async -> PolicySnapshot {
        let source = policySource(configuration)
        let disk = looking ? await policyQueue.run { [policy] in policy.look(at: source) } : policy.lastSeenDisk
        return PolicySnapshot(policy.current, disk)
    }
}
