import Machines
import ManagerClient
import PolicyFiles

extension PolicySnapshot {
    /// What is told of a policy and of the files beside it.
    init(_ generation: PolicyGeneration, _ disk: PolicyStoreDisk) {
        var problems = generation.warnings
        var problemCount = problems.count
        let word: Disk
        switch disk {
        case .current: word = .current
        case .absent: word = .absent
        case .modified: word = .modified
        case .refused(let refusal):
            word = .refused
            problems = refusal.problems
            problemCount = refusal.errorCount
        }
        self.init(
            generation: generation.number, digest: generation.digest ?? "",
            ruleCount: UInt32(clamping: generation.ruleCount),
            assertionCount: UInt32(clamping: generation.assertionCount), lockedVersion: generation.lockedVersion ?? 0,
            loadedAtMilliseconds: generation.loadedAtMilliseconds, disk: word,
            problems: problems.prefix(Self.maximumProblemCount).map(\.description),
            problemCount: UInt32(clamping: problemCount))
    }
}
