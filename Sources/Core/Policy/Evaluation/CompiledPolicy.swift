/// A policy made ready for one world: each decision costs the same, whatever the number of rules.
package struct CompiledPolicy: Sendable {
    /// The rules.
    package let rules: RuleSet
    /// The VMs that they are held against.
    package private(set) var world: World
    /// Which language is followed.
    package let mode: PolicyMode

    package init(rules: RuleSet, world: World, mode: PolicyMode = .strict) {
        self.rules = rules
        self.world = world
        self.mode = mode
    }

    /// Decides one call.
    package func decide(_ request: PolicyRequest) -> Decision {
        Decision(outcome: .deny, denial: .noMatch, source: nil, intended: .unspecified, notify: true)
    }

    /// What the first matching rule is for every destination that one source can name.
    ///
    /// Destinations that no rule matches are left out. Every domain, every `@dispvm:NAME` of a template, `@dispvm`
    /// (resolved to no template yet), `@default` and `@adminvm` are looked at.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - argument: Its argument with `+`.
    ///   - source: The number of the source in ``world``.
    /// - Returns: One entry for each destination with a matching rule, by no particular order.
    package func firstMatches(service: String, argument: String, source: Int) -> [FirstMatch] { [] }
}
