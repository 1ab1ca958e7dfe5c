/// A rule for the service of a call.
package struct ConsideredRule: Hashable, Sendable {
    /// The number of the rule.
    package let rule: Int
    /// Where it stands.
    package let place: String
    /// The rule, with single spaces.
    package let line: String
    /// Which columns do not match; empty when the rule matches.
    package let misses: [RuleMiss]
    /// Whether it is the one that decided.
    package let decides: Bool

    package init(rule: Int, place: String, line: String, misses: [RuleMiss], decides: Bool) {
        self.rule = rule
        self.place = place
        self.line = line
        self.misses = misses
        self.decides = decides
    }

    /// Whether it matches, and an earlier one decided.
    package var isTooLate: Bool { misses.isEmpty && !decides }

    /// Whether one column only does not match.
    package var isNearMiss: Bool { misses.count == 1 }
}
