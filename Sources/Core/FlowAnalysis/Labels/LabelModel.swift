/// One property that labels are about, who has which, and who may break the rule.
package struct LabelModel: Hashable, Sendable {
    /// The two rules about labels.
    package enum Property: String, Hashable, Sendable, CaseIterable {
        /// Bell and LaPadula: nothing flows to where the label is not at least as high.
        case confidentiality
        /// Biba: nothing flows to where the label is not at most as high.
        case integrity
    }

    /// Which rule.
    package var property: Property
    /// What labels there are.
    package var lattice: LabelLattice
    /// Who has which; of several that speak of one node, one that names it wins, then tags, then classes, then all.
    package var rules: [LabelRule]
    /// Declassifiers or endorsers.
    package var downgraders: [Downgrader]

    package init(
        property: Property, lattice: LabelLattice, rules: [LabelRule] = [], downgraders: [Downgrader] = []
    ) {
        self.property = property
        self.lattice = lattice
        self.rules = rules
        self.downgraders = downgraders
    }

    /// Whether information may flow from where the one label is to where the other is.
    package func permits(_ source: SecurityLabel, _ target: SecurityLabel) -> Bool {
        switch property {
        case .confidentiality: target.dominates(source)
        case .integrity: source.dominates(target)
        }
    }
}
