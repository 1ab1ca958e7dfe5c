/// One target that a prompt offers.
package struct Choice: Hashable, Sendable {
    /// The target.
    package var destination: Destination
    /// The rule whose parameters apply when it is picked.
    package var rule: Int
    /// Whether it is there because the deciding rule's `target=` sends the call to it, whatever a direct call would give.
    package var isRedirect: Bool

    package init(destination: Destination, rule: Int, isRedirect: Bool = false) {
        self.destination = destination
        self.rule = rule
        self.isRedirect = isRedirect
    }
}
