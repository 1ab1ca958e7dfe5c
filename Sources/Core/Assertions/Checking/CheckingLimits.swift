/// What a check of assertions may cost.
package struct CheckingLimits: Hashable, Sendable {
    /// The most calls that one statement looks at; a statement that needs more is not checked, and says so.
    package var callsPerStatement = 20_000_000
    /// The most witnesses that one statement keeps; the rest are counted.
    package var witnesses = 8
    /// The most changes of rules that a mutation run tries.
    package var mutants = 4_000
    /// The most calls that are compared to see whether a change of a rule makes a difference.
    package var callsPerMutant = 500_000
    /// The most flow graphs that a mutation run builds.
    package var mutantGraphs = 1_000

    package init() {}
}
