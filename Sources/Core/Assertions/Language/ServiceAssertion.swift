/// `never service S[+ARG] A -> B` and `always service S[+ARG] A -> B`: calls, whatever their direction of data.
package struct ServiceAssertion: Hashable, Sendable {
    /// Whether no such call is let through, or each is; who *only* may call is a ``RelationExpectation``.
    package let isForbidden: Bool
    /// Which calls.
    package let service: CallPattern
    /// Who calls.
    package let source: Selector
    /// Where the call ends, if it must not be; what is asked for, if it must.
    package let target: Selector
    /// Whether a call that is asked for counts.
    package let strength: FlowStrength

    package init(
        isForbidden: Bool, service: CallPattern, source: Selector, target: Selector, strength: FlowStrength = .ask
    ) {
        self.isForbidden = isForbidden
        self.service = service
        self.source = source
        self.target = target
        self.strength = strength
    }
}
