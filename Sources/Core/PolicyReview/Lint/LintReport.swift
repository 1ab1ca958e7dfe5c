/// What the linter found in a policy.
package struct LintReport: Hashable, Sendable {
    /// The findings, by file and line.
    package let findings: [LintFinding]
    /// How many findings a comment allows.
    package let suppressedCount: Int

    /// How many findings have a severity.
    package func count(_ severity: LintSeverity) -> Int { findings.count { $0.severity == severity } }
}
