import Machines
import Policy
import PolicyFiles

/// Whether the manager would take a configuration's policy: its signature and its assertions beside its rules.
///
/// Only whether the version of the locked layer is new enough is left to the manager, which remembers it.
struct PolicyAdmission {
    /// How many assertions were checked; nil when nothing says which VMs there are.
    let assertionCount: Int?
    /// What keeps the policy from being used, and what is probably not meant.
    let problems: [Problem]

    /// The problems that keep it from being used.
    var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// Reads everything as the manager does.
    ///
    /// - Parameters:
    ///   - folder: The configuration.
    ///   - world: Its VMs; nil when they are not known, and no assertion can be checked.
    ///   - lockedKey: The file of the key that it names.
    ///   - runtimeDirectory: Where rules are that hide those of the same file name.
    init(of folder: String, world: World?, lockedKey: String?, runtimeDirectory: String? = nil) {
        let source = PolicyLoadingSource(
            lookingAt: folder, runtimeDirectory: runtimeDirectory, lockedKey: lockedKey,
            gate: world == nil ? PolicyGate { _ in PolicyGate.Answer(count: 0) } : .assertions)
        let loading = source.load(world: world ?? World())
        assertionCount = world == nil ? nil : loading.policy?.assertionCount ?? 0
        problems = loading.problems.map { Self.problem($0, in: folder) }
    }

    /// The manager names files from the configuration's folder.
    private static func problem(_ problem: Problem, in folder: String) -> Problem {
        guard ["policy.d/", "assertions.d/", "services.d/"].contains(where: problem.file.hasPrefix) else {
            return problem
        }
        return Problem(
            file: folder + "/" + problem.file, position: problem.position, severity: problem.severity,
            message: problem.message, expected: problem.expected, suggestion: problem.suggestion)
    }
}
