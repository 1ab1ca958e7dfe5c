/// The traps of the original that strict mode removes; a decision tells which of them made a difference.
package struct StrictRule: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Q1, Q2: a prompt offers only what a direct call is not denied, and what a rule's `target=` sends calls to.
    package static let offersWhatIsLetThrough = Self(rawValue: 1 << 0)
    /// Q3: a request for `@dispvm` by a source without default template matches no rule for `@dispvm:NAME`.
    package static let noDefaultIsNoMatch = Self(rawValue: 1 << 1)
    /// Q4: a rule that names a removed template does not end all prompts.
    package static let removedTemplate = Self(rawValue: 1 << 2)
    /// Q5: the default template must be a template of disposables.
    package static let defaultMustBeTemplate = Self(rawValue: 1 << 3)
    /// Q6: source and target are compared as VMs, not as texts.
    package static let loopbackByIdentity = Self(rawValue: 1 << 4)
    /// Q7: a prompt offers the disposable's template, not the word `@dispvm`.
    package static let resolvesDisposable = Self(rawValue: 1 << 5)
    /// Q8: a prompt shows names, not UUIDs.
    package static let showsNames = Self(rawValue: 1 << 6)
    /// Q9: `@dispvm:uuid:UUID` matches a request for `@dispvm` like the template's name does.
    package static let templateByUUID = Self(rawValue: 1 << 7)
    /// Q10: what the person picks is decided again, with the parameters of the rule for it; denied if that rule does not
    /// lead there.
    package static let decidesChoiceAgain = Self(rawValue: 1 << 8)
    /// Q11: a source that does not exist may call nobody.
    package static let knownSourcesOnly = Self(rawValue: 1 << 9)
    /// Q12: a prompt for a VM that does not exist is a denial.
    package static let existingTargetsOnly = Self(rawValue: 1 << 10)

    /// All of them with their number in `docs/POLICY.md` and what they say.
    package static let all: [(rule: StrictRule, id: String, text: String)] = [
        (.offersWhatIsLetThrough, "Q1", "a prompt offers only what a rule for that target lets through, and redirects"),
        (.noDefaultIsNoMatch, "Q3", "a source without a default template matches no rule for @dispvm:NAME"),
        (.removedTemplate, "Q4", "a rule for a removed template does not end all prompts"),
        (.defaultMustBeTemplate, "Q5", "the default template must be a template of disposables"),
        (.loopbackByIdentity, "Q6", "source and target are compared as VMs, not as texts"),
        (.resolvesDisposable, "Q7", "a prompt offers the disposable's template, not @dispvm"),
        (.showsNames, "Q8", "a prompt shows names, not UUIDs"),
        (.templateByUUID, "Q9", "@dispvm:uuid:UUID matches a request for @dispvm"),
        (.decidesChoiceAgain, "Q10", "what is picked is decided again, with the parameters of its own rule"),
        (.knownSourcesOnly, "Q11", "a source that does not exist may call nobody"),
        (.existingTargetsOnly, "Q12", "a prompt for a VM that does not exist is a denial"),
    ]
}
