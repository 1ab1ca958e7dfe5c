/// A way to find the rules that match; what follows from them is the same for all ways.
///
/// There are two: ``PolicyInterpreter`` reads rule after rule, as the language is described; ``CompiledPolicy`` looks
/// everything up. Tests hold the second against the first.
protocol RuleMatcher {
    /// The rules for one service, argument and caller, in whatever form the matcher keeps them.
    associatedtype Candidates
    /// The first matching rule of each of many destinations.
    associatedtype DirectMatches: DirectRules

    var rules: RuleSet { get }
    var world: World { get }
    var mode: PolicyMode { get }

    /// The rules whose service, argument and source match.
    func candidates(service: String, argument: String, caller: Caller) -> Candidates

    /// The first of the candidates whose target matches too.
    func firstMatch(of destination: Destination, in candidates: Candidates) -> Int?

    /// The first matching rule of everything that a prompt can offer, of `@dispvm` and of `@default`.
    func directMatches(in candidates: Candidates) -> DirectMatches

    /// The first of the candidates that ends Qubes' evaluator, when a caller without default template asks for
    /// `@dispvm`.
    func firstTrap(in candidates: Candidates) -> Int?

    /// Everything that the candidates offer in a prompt, sorted by its text, and what a denial before it does not
    /// take away again.
    ///
    /// - Parameters:
    ///   - candidates: The rules.
    ///   - namesMissingTemplate: Set when one of them names a template that does not exist.
    /// - Returns: The offers, in which ``Destination/disposable`` and ``Destination/adminVM`` are not resolved yet.
    func offers(in candidates: Candidates, namesMissingTemplate: inout Bool) -> [Offer]

    /// The number of a domain by a word of the rules.
    func domain(named name: Symbol) -> Int?

    /// The number of a domain by a UUID in the rules.
    func domain(uuid: Symbol) -> Int?
}
