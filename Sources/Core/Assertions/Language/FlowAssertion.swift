/// `never flow A ->* B` and `never flow A -> B`.
package struct FlowAssertion: Hashable, Sendable {
    /// Where the data is.
    package let source: Selector
    /// Where it must not come.
    package let target: Selector
    /// Whether it must not come there over others either (`->*`).
    package let isTransitive: Bool
    /// Which flows count.
    package let strength: FlowStrength
    /// Where a way may pass: a flow over one of these is not counted.
    package let exceptVia: Selector?
    /// The only service whose flows count; nil for all, the network and the devices too.
    package let service: CallPattern?

    package init(
        source: Selector, target: Selector, isTransitive: Bool, strength: FlowStrength = .ask,
        exceptVia: Selector? = nil, service: CallPattern? = nil
    ) {
        self.source = source
        self.target = target
        self.isTransitive = isTransitive
        self.strength = strength
        self.exceptVia = exceptVia
        self.service = service
    }
}
