/// Which calls count as a way from one VM to another.
package enum ReachLevel: String, Hashable, Sendable, CaseIterable {
    /// Those that need no person.
    case allowed
    /// Those that a person may agree to as well.
    case asked
}
