/// A place in a ``LabelLattice``: a level, and the compartments that are held.
package struct SecurityLabel: Hashable, Sendable {
    /// The number of the level, from the lowest.
    package let level: Int
    /// The compartments, by number as bits.
    package let compartments: UInt64

    package init(level: Int, compartments: UInt64 = 0) {
        self.level = level
        self.compartments = compartments
    }

    /// Whether everything that `other` may hold, this one may hold.
    package func dominates(_ other: Self) -> Bool {
        level >= other.level && compartments & other.compartments == other.compartments
    }

    /// The lowest label that dominates both.
    package func join(_ other: Self) -> Self {
        Self(level: max(level, other.level), compartments: compartments | other.compartments)
    }

    /// The highest label that both dominate.
    package func meet(_ other: Self) -> Self {
        Self(level: min(level, other.level), compartments: compartments & other.compartments)
    }
}
