/// Decides by reading rule after rule: slow, and plainly what the language says.
///
/// It is what ``CompiledPolicy`` is tested against, and what looks after callers that do not exist (compat).
package struct PolicyInterpreter: RuleMatcher, Sendable {
    package let rules: RuleSet
    package let world: World
    package let mode: PolicyMode
    private let tokens: TokenMatcher

    package init(rules: RuleSet, world: World, mode: PolicyMode = .strict) {
        self.rules = rules
        self.world = world
        self.mode = mode
        tokens = TokenMatcher(rules: rules, world: world, mode: mode)
    }

    /// Decides one call.
    package func decide(_ request: PolicyRequest) -> Decision { decision(of: request) }

    struct Candidates {
        /// Numbers of rules, in their order.
        var rules: [Int]
        var caller: Caller
    }

    func candidates(service: String, argument: String, caller: Caller) -> Candidates {
        let matching = rules.rules.indices.filter { index in
            let rule = rules.rules[index]
            return rule.service.map { rules.vocabulary[$0] == service } ?? true
                && rule.argument.map { rules.vocabulary[$0] == argument } ?? true
                && tokens.matches(source: rule.source, caller)
        }
        return Candidates(rules: matching, caller: caller)
    }

    func firstMatch(of destination: Destination, in candidates: Candidates) -> Int? {
        candidates.rules.first { index in
            tokens.matches(target: rules.rules[index].target, destination, caller: candidates.caller) ?? false
        }
    }

    /// Looks for each destination when it is asked for.
    struct DirectMatches: DirectRules {
        let interpreter: PolicyInterpreter
        let candidates: Candidates

        func rule(for destination: Destination) -> Int? { interpreter.firstMatch(of: destination, in: candidates) }

        func decides(_ rule: Int) -> Bool {
            let domains = interpreter.world.domains
            let templates = domains.indices.filter { domains[$0].isDisposableTemplate }
            return
                ([.unspecified, .adminVM, .disposable] + domains.indices.map { .domain($0) }
                + templates.map { .disposableOf($0) }).contains { self.rule(for: $0) == rule }
        }
    }

    func directMatches(in candidates: Candidates) -> DirectMatches {
        DirectMatches(interpreter: self, candidates: candidates)
    }

    func firstTrap(in candidates: Candidates) -> Int? {
        candidates.rules.first { index in
            tokens.matches(target: rules.rules[index].target, .disposable, caller: candidates.caller) == nil
        }
    }

    func offers(in candidates: Candidates, namesMissingTemplate: inout Bool) -> [Offer] {
        // As Qubes does it: the last rule first, and each overrules what is there.
        var offered: [Destination: Int] = [:]
        for index in candidates.rules.reversed() {
            let rule = rules.rules[index]
            let token = rule.action == .deny ? rule.target : rules.parameters(of: rule).target ?? rule.target
            guard let expansion = tokens.expansion(of: token) else {
                namesMissingTemplate = true
                continue
            }
            for destination in expansion {
                if rule.action == .deny {
                    offered[destination] = nil
                } else {
                    offered[destination] = index
                }
            }
        }
        return offered.map { Offer(destination: $0.key, rule: $0.value) }
            .sorted { text(of: $0.destination) < text(of: $1.destination) }
    }

    private func text(of destination: Destination) -> String { world.text(of: destination, source: nil, in: rules) }

    func domain(named name: Symbol) -> Int? { world.index(named: rules.vocabulary[name]) }

    func domain(uuid: Symbol) -> Int? { world.index(uuid: rules.vocabulary[uuid]) }
}
