/// What the first matching rule says of one destination.
package struct FirstMatch: Hashable, Sendable {
    /// What the caller would ask for.
    package let destination: Destination
    /// The number of the rule that matches first.
    package let rule: Int

    package init(destination: Destination, rule: Int) {
        self.destination = destination
        self.rule = rule
    }
}
