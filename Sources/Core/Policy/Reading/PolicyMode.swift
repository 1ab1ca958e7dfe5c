/// How faithfully Qubes' own evaluator is followed.
package enum PolicyMode: String, Hashable, Sendable, CaseIterable {
    /// Qubes R4.3's answer to everything; where Qubes' evaluator crashes, a denial.
    case compat
    /// The same language without its traps; each decision tells which rule of ``StrictRule`` changed it.
    case strict
}
