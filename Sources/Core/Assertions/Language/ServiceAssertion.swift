/// `never service S[+ARG] A -> B`: no such call is let through, whatever its direction of data.
package struct ServiceAssertion: Hashable, Sendable {
    /// Which calls.
    package let service: CallPattern
    /// Who calls.
    package let source: Selector
    /// Where the call must not end.
    package let target: Selector
    /// Whether a call that is asked for counts.
    package let strength: FlowStrength

    package init(service: CallPattern, source: Selector, target: Selector, strength: FlowStrength = .ask) {
        self.service = service
        self.source = source
        self.target = target
        self.strength = strength
    }
}
