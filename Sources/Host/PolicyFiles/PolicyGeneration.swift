package import Machines
package import Policy

/// One policy as it is, or was, in force: it never changes but for the VMs that it is held against.
package struct PolicyGeneration: Sendable {
    /// Counts the policies of one manager, from 1; 0 is that there was none yet, and everything is denied.
    package let number: UInt64
    /// The SHA-256 of the canonical text of the rules; nil for number 0.
    package let digest: String?
    /// How many rules there are.
    package var ruleCount: Int { compiled.rules.rules.count }
    /// How many assertions were checked, and hold.
    package let assertionCount: Int
    /// The version of the locked layer; nil where there is none.
    package let lockedVersion: UInt64?
    /// What can be used, and was probably not meant.
    package let warnings: [Problem]
    /// When it came into force, in milliseconds since 1970-01-01 UTC; 0 for number 0.
    package let loadedAtMilliseconds: UInt64
    /// The rules, made ready for the VMs.
    package private(set) var compiled: CompiledPolicy

    /// No policy: no rule, so that every call is denied.
    init(denyingAllIn world: World) {
        number = 0
        digest = nil
        assertionCount = 0
        lockedVersion = nil
        warnings = []
        loadedAtMilliseconds = 0
        compiled = CompiledPolicy(rules: RuleSet(), world: world, mode: .strict)
    }

    init(number: UInt64, _ policy: PolicyLoading.Policy, warnings: [Problem], loadedAtMilliseconds: UInt64) {
        self.number = number
        digest = policy.digest
        assertionCount = policy.assertionCount
        lockedVersion = policy.locked?.version
        self.warnings = warnings
        self.loadedAtMilliseconds = loadedAtMilliseconds
        compiled = policy.compiled
    }

    /// The same policy, held against other VMs or other states of them.
    func held(against world: World) -> PolicyGeneration {
        var next = self
        next.compiled.update(world: world)
        return next
    }
}
