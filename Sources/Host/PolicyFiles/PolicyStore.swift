import Machines
package import Policy
internal import Synchronization

/// The policy that is in force.
///
/// It is swapped as a whole: a call is decided by one policy and one state of the VMs, never by parts of two. A policy
/// with errors never replaces one without. Before the first good policy everything is denied.
package final class PolicyStore: Sendable {
    private struct State {
        var generation: PolicyGeneration
        /// What was read when files were last taken; nil when none ever were.
        var record: PolicyLoadingRecord?
        /// What became of the files that were last looked at, if they are not the generation's.
        var other: (record: PolicyLoadingRecord, disk: PolicyStoreDisk)?
        /// Counts swaps, so that what was looked at before one is not taken for news.
        var swaps: UInt64 = 0
    }

    private let state: Mutex<State>

    /// Denies everything.
    ///
    /// - Parameter world: The VMs that there are.
    package init(world: World) {
        state = Mutex(State(generation: PolicyGeneration(denyingAllIn: world)))
    }

    /// The policy that is in force now.
    package var current: PolicyGeneration { state.withLock { $0.generation } }

    /// Holds the policy against other VMs, or other states of them; its number stays.
    ///
    /// For one caller at a time: of two that overlap, the later might be undone.
    package func update(world: World) {
        let generation = current
        guard generation.compiled.world != world else { return }
        // Made outside of the lock: decisions go on meanwhile.
        let next = generation.held(against: world)
        state.withLock { state in
            // Whoever swapped in between did so with a newer world.
            if state.generation.number == generation.number { state.generation = next }
        }
    }

    // MARK: Swapping

    /// Takes what was loaded, or keeps what is in force.
    ///
    /// - Parameters:
    ///   - loading: What was loaded, for the VMs that there are.
    ///   - source: Where it was loaded from.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    /// - Throws: ``PolicyRefusal`` with every reason; then the policy is the one before.
    package func take(
        _ loading: PolicyLoading, from source: PolicyLoadingSource, nowMilliseconds: UInt64
    ) throws(PolicyRefusal) {
        do {
            try check(loading)
            if let policy = loading.policy { try Self.prepare(policy, source) }
        } catch {
            state.withLock { state in
                state.other = (loading.record, .refused(error))
                state.swaps += 1
            }
            throw error
        }
        state.withLock { state in
            if let policy = loading.policy {
                state.generation = PolicyGeneration(
                    number: state.generation.number + 1, policy, warnings: loading.warnings,
                    loadedAtMilliseconds: nowMilliseconds)
            }
            state.record = loading.record
            state.other = nil
            state.swaps += 1
        }
    }

    /// Checks whether what was loaded may replace what is in force.
    private func check(_ loading: PolicyLoading) throws(PolicyRefusal) {
        guard loading.errors.isEmpty, loading.untoldErrorCount == 0 else {
            throw PolicyRefusal(loading.errors, untoldErrorCount: loading.untoldErrorCount)
        }
        guard loading.policy == nil, !(loading.isAbsent && current.number == 0) else { return }
        throw PolicyRefusal([
            Problem(
                file: "policy.d", position: .start, message: "there is no such folder, and a policy is in force",
                expected: "a folder with the policy, which may be empty")
        ])
    }

    private static func prepare(
        _ policy: PolicyLoading.Policy, _ source: PolicyLoadingSource
    ) throws(PolicyRefusal) {
        do throws(Problem) {
            try source.willUse(policy)
        } catch {
            throw PolicyRefusal([error])
        }
    }

    // MARK: The disk

    /// What ``look(at:)`` or ``take(_:from:nowMilliseconds:)`` saw last.
    package var lastSeenDisk: PolicyStoreDisk {
        state.withLock { $0.other?.disk ?? ($0.generation.number == 0 ? .absent : .current) }
    }

    /// Looks at the files: whether they are still those of the policy in force, and what a reload would make of them.
    ///
    /// - Parameter source: Where they are.
    /// - Returns: How they stand to the policy in force.
    package func look(at source: PolicyLoadingSource) -> PolicyStoreDisk {
        var (generation, record, other, swaps) = state.withLock { state in
            (state.generation, state.record, state.other, state.swaps)
        }
        let disk: PolicyStoreDisk
        if record?.hasChanged() == false {
            other = nil
            disk = generation.number == 0 ? .absent : .current
        } else {
            if other?.record.hasChanged() != false {
                let loading = source.load(world: generation.compiled.world)
                do throws(PolicyRefusal) {
                    try check(loading)
                    other = (loading.record, loading.policy == nil ? .absent : .modified)
                } catch {
                    other = (loading.record, .refused(error))
                }
            }
            disk = other?.disk ?? .modified
        }
        state.withLock { [record, other] state in
            guard state.swaps == swaps else { return }
            state.record = record
            state.other = other
        }
        return disk
    }
}
