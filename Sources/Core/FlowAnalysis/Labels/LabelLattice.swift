/// The levels and compartments that labels are made of.
///
/// Levels are a chain from the lowest to the highest; with compartments they form a lattice: one label is above another
/// when its level is no lower and it has all of the other's compartments.
package struct LabelLattice: Hashable, Sendable {
    /// The names of the levels, the lowest first.
    package let levels: [String]
    /// The names of the compartments.
    package let compartments: [String]

    /// The most levels.
    package static let maximumLevelCount = 256
    /// The most compartments.
    package static let maximumCompartmentCount = 64

    /// Makes a lattice; nil when a name is there twice, there is no level, or there are too many of either.
    package init?(levels: [String], compartments: [String] = []) {
        guard !levels.isEmpty, levels.count <= Self.maximumLevelCount,
            compartments.count <= Self.maximumCompartmentCount, Set(levels).count == levels.count,
            Set(compartments).count == compartments.count
        else { return nil }
        self.levels = levels
        self.compartments = compartments
    }

    /// The label with this level and these compartments; nil when one of them is unknown.
    package func label(_ level: String, compartments names: [String] = []) -> SecurityLabel? {
        guard let number = levels.firstIndex(of: level) else { return nil }
        var bits: UInt64 = 0
        for name in names {
            guard let bit = compartments.firstIndex(of: name) else { return nil }
            bits |= 1 << UInt64(bit)
        }
        return SecurityLabel(level: number, compartments: bits)
    }

    /// A label in words: `secret {clientA}`.
    package func text(of label: SecurityLabel) -> String {
        let level = levels.indices.contains(label.level) ? levels[label.level] : "?"
        let names = compartments.indices.filter { label.compartments & (1 << UInt64($0)) != 0 }
        guard !names.isEmpty else { return level }
        return level + " {" + names.map { compartments[$0] }.joined(separator: " ") + "}"
    }
}
