/// `label check [confidentiality|integrity] [via allow|ask]`: flows must respect the labels.
package struct LabelCheck: Hashable, Sendable {
    /// Which part of the labels.
    package enum Side: String, Hashable, Sendable, CaseIterable {
        /// Data never comes to where fewer may see it (Bell and LaPadula).
        case confidentiality
        /// Data never comes to where it is trusted more (Biba).
        case integrity
    }

    /// The part that is checked.
    package let side: Side
    /// Which flows count.
    package let strength: FlowStrength

    package init(side: Side, strength: FlowStrength) {
        self.side = side
        self.strength = strength
    }
}
