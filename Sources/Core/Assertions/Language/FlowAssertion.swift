/// `never flow A ->* B`, `only flow A ->* B` and `always flow A ->* B`, each with `->` for one step too.
package struct FlowAssertion: Hashable, Sendable {
    /// Whether there must be none from any of ``source`` to any of ``target``, none to ``target`` from elsewhere, or one
    /// from each to each.
    package let quantifier: Quantifier
    /// Where the data is.
    package let source: Selector
    /// Where it comes.
    package let target: Selector
    /// Whether ways over others count too (`->*`).
    package let isTransitive: Bool
    /// Which flows count.
    package let strength: FlowStrength
    /// Where a way may pass: a flow over one of these is not counted.
    package let exceptVia: Selector?
    /// The only service whose flows count; nil for all, the network and the devices too.
    package let service: CallPattern?

    package init(
        _ quantifier: Quantifier, source: Selector, target: Selector, isTransitive: Bool,
        strength: FlowStrength = .ask, exceptVia: Selector? = nil, service: CallPattern? = nil
    ) {
        self.quantifier = quantifier
        self.source = source
        self.target = target
        self.isTransitive = isTransitive
        self.strength = strength
        self.exceptVia = exceptVia
        self.service = service
    }
}
