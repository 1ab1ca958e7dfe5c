/// `only service S A -> B; …` and `expect-all S : only A -> B; …`: who can reach whom with a service.
package struct RelationExpectation: Hashable, Sendable {
    /// One part of the relation: everybody on the left reaches everybody on the right.
    package struct Pair: Hashable, Sendable {
        /// Who calls.
        package let source: Selector
        /// Where the calls end.
        package let target: Selector

        package init(source: Selector, target: Selector) {
            self.source = source
            self.target = target
        }
    }

    /// Whether everybody in the relation must reach, beside nobody else (`expect-all`).
    package let isComplete: Bool
    /// The service, with the argument that is meant; without one all arguments are.
    package let service: CallPattern
    /// Which calls count: the ones that are allowed, or the ones that are asked for as well.
    package let strength: FlowStrength
    /// The relation; empty when nobody may reach anybody.
    package let pairs: [Pair]

    package init(isComplete: Bool, service: CallPattern, strength: FlowStrength = .ask, pairs: [Pair]) {
        self.isComplete = isComplete
        self.service = service
        self.strength = strength
        self.pairs = pairs
    }
}
