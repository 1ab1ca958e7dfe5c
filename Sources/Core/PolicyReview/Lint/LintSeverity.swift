/// How much a finding matters.
package enum LintSeverity: String, Hashable, Sendable, Comparable, CaseIterable {
    /// Worth knowing; nothing need be done.
    case note
    /// Probably not what was meant.
    case warning
    /// Surely not what is written: more is let through than the line says, or nothing at all.
    case error

    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
