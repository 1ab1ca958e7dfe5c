package import Machines
package import Policy

/// What one load of a configuration's policy came to: a policy that may come into force, or why not.
package struct PolicyLoading: Sendable {
    /// The policy; nil when there is an error, or no policy at all.
    package var policy: Policy?
    /// Whether there is no `policy.d`, and nothing that asks for one: then there is no error either.
    package var isAbsent = false
    /// Everything that is wrong, errors first; never empty when ``policy`` is nil and ``isAbsent`` is false.
    package var problems: [Problem] = []
    /// Errors beyond those of ``problems``.
    package var untoldErrorCount = 0
    /// What was read.
    package var record = PolicyLoadingRecord()

    package init() {}

    /// A policy that was checked and may come into force.
    package struct Policy: Sendable {
        /// The rules, made ready for the VMs that they were loaded with.
        package var compiled: CompiledPolicy
        /// The SHA-256 of the canonical text of the rules.
        package var digest: String
        /// The locked layer that is part of it, if one is.
        package var locked: LockedPart?
        /// How many assertions were checked, and hold.
        package var assertionCount = 0

        /// The rules.
        package var rules: RuleSet { compiled.rules }
    }

    /// The locked layer that a policy was loaded with.
    package struct LockedPart: Hashable, Sendable {
        /// Its version.
        package let version: UInt64
        /// The key that it was checked with.
        package let key: LockedPublicKey
    }

    /// The problems that keep the policy from coming into force.
    package var errors: [Problem] { problems.filter { $0.severity == .error } }

    /// The problems that do not.
    package var warnings: [Problem] { problems.filter { $0.severity == .warning } }
}
