/// What becomes of one call.
package struct Decision: Hashable, Sendable {
    /// An answer is what a rule can say.
    package typealias Outcome = Action

    /// The answer.
    package var outcome: Outcome
    /// Why, when it is deny.
    package var denial: DenialKind?
    /// The number of the rule that decided; nil when none did.
    package var rule: Int?
    /// The number of the domain that calls; nil when there is none of that name.
    package var source: Int?
    /// What the caller asked for, checked: a name that does not exist has become ``Destination/unspecified``.
    package var intended: Destination
    /// Where the call goes, when it is allowed or was denied after that was known.
    package var target: Destination?
    /// Whether the person is told.
    package var notify: Bool
    /// Whether the target may be started for it.
    package var autostart: Bool
    /// The user that the service runs as; nil for the VM's own default user.
    package var user: Symbol?
    /// What a prompt offers, sorted by their text; empty unless the answer is ask.
    package var choices: [Choice] = []
    /// Which of ``choices`` the prompt proposes.
    package var defaultChoice: Int?
    /// Which rules of strict mode made a difference.
    package var strict: StrictRule = []

    package init(
        outcome: Outcome, denial: DenialKind? = nil, rule: Int? = nil, source: Int?, intended: Destination,
        target: Destination? = nil, notify: Bool, autostart: Bool = true, user: Symbol? = nil
    ) {
        self.outcome = outcome
        self.denial = denial
        self.rule = rule
        self.source = source
        self.intended = intended
        self.target = target
        self.notify = notify
        self.autostart = autostart
        self.user = user
    }
}
