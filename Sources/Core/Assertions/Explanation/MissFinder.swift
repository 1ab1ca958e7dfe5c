import Machines
import Policy

/// Says why a rule's columns do not match a call.
struct MissFinder {
    private let rules: RuleSet
    private let world: World
    private let tokens: TokenMatcher
    private let request: PolicyRequest
    private let caller: Caller
    private let intended: Destination

    init(_ policy: CompiledPolicy, _ request: PolicyRequest, _ decision: Decision) {
        rules = policy.rules
        world = policy.world
        tokens = TokenMatcher(rules: policy.rules, world: policy.world, mode: policy.mode)
        self.request = request
        caller = Caller(index: decision.source, text: request.requestedSource ?? request.source)
        intended = decision.intended
    }

    /// The columns of a rule for the call's service that do not match.
    func misses(_ rule: Rule) -> [RuleMiss] {
        var misses: [RuleMiss] = []
        if let argument = rule.argument, rules.vocabulary[argument] != request.argument {
            let word = rules.vocabulary[argument]
            let found = request.argument == "+" ? "empty" : request.argument.sanitizedForDisplay(limit: 80)
            misses.append(RuleMiss(.argument, word: word, reason: "the argument is \(found)"))
        }
        if !tokens.matches(source: rule.source, caller) {
            misses.append(
                RuleMiss(.source, word: rules.text(of: rule.source), reason: reason(source: rule.source)))
        }
        switch tokens.matches(target: rule.target, intended, caller: caller) {
        case true?: break
        case false?:
            misses.append(
                RuleMiss(.target, word: rules.text(of: rule.target), reason: reason(target: rule.target)))
        case nil:
            misses.append(
                RuleMiss(
                    .target, word: rules.text(of: rule.target), reason: "\(name(caller)) has no default template"))
        }
        return misses
    }

    private func name(_ caller: Caller) -> String {
        caller.index.map { world.domains[$0].name } ?? caller.text.sanitizedForDisplay(limit: 64)
    }

    private func reason(source token: Token) -> String {
        let name = name(caller)
        guard let number = caller.index else { return "there is no VM '\(name)'" }
        switch token {
        case .anyVM: return "\(name) is the administrative domain, which is no VM"
        case .unspecified, .disposable, .disposableOf, .disposableOfUUID, .disposableOfTag:
            return "this word matches no caller: callers have names"
        default: return "\(name) " + lack(of: token, number)
        }
    }

    private func reason(target token: Token) -> String {
        let text = world.text(of: intended, source: caller.index, in: rules)
        switch intended {
        case .unspecified:
            if request.target.isEmpty || request.target == "@default" { return "the call names no target" }
            return "there is no VM '\(request.target.sanitizedForDisplay(limit: 64))', so the call names no target"
        case .adminVM:
            return token == .anyVM ? "@anyvm leaves the administrative domain out" : "the call names @adminvm"
        case .domain(let number, _):
            if token == .anyVM { return "@anyvm leaves the administrative domain out" }
            return "\(world.domains[number].name) " + lack(of: token, number)
        case .disposable:
            let template = caller.index.flatMap { world.domains[$0].defaultDisposable }
            return "the call wants a disposable of " + (template.map { "'\($0)'" } ?? "the default template")
        case .disposableOf, .disposableOfMissingDefault, .unknown: return "the call wants \(text)"
        }
    }

    /// Why a domain is not what a word says.
    private func lack(of token: Token, _ number: Int) -> String {
        let domain = world.domains[number]
        switch token {
        case .tag(let tag):
            let tag = rules.vocabulary[tag]
            guard !domain.tags.isEmpty else { return "has no tags" }
            let tags = domain.tags.sorted().prefix(6).joined(separator: ", ")
            let near = NearestWord.find(tag, among: domain.tags.sorted()).map { "; is '\($0)' meant?" } ?? ""
            return "has the tags \(tags.sanitizedForDisplay(limit: 200))\(near)"
        case .type: return "is of class \(domain.type.sanitizedForDisplay(limit: 64))"
        case .uuid: return "has the UUID \(domain.uuid)"
        case .unspecified: return "is named by the call"
        case .disposable, .disposableOf, .disposableOfUUID, .disposableOfTag: return "is no new disposable"
        case .name(let name):
            guard world.index(named: rules.vocabulary[name]) == nil else { return "is another VM" }
            let word = rules.vocabulary[name].sanitizedForDisplay(limit: 64)
            return "is another VM, and there is no '\(word)'"
        case .everything, .anyVM, .adminVM: return "is not the administrative domain"
        }
    }
}
