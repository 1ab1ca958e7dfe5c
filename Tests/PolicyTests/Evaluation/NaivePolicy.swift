import Policy

/// What strict mode decides, in the plainest words: texts instead of numbers, and every target asked for by itself.
///
/// It shares nothing with the evaluators but the rules and the VMs.
struct NaivePolicy {
    let rules: RuleSet
    let world: World

    /// What becomes of a call.
    enum Answer: Hashable {
        case deny
        case allow(target: String, rule: Int)
        case ask([Offer], proposed: String?)
    }

    /// One line of a prompt.
    struct Offer: Hashable {
        let target: String
        let rule: Int
        let isRedirect: Bool
    }

    /// Decides one call; callers speak for themselves only.
    func answer(to request: PolicyRequest) -> Answer {
        guard let source = vm(request.source), let target = requested(request.target) else { return .deny }
        let call = NaiveCall(policy: self, source: source, service: request.service, argument: request.argument)
        guard let rule = call.firstRule(for: target) else { return .deny }
        switch rules.rules[rule].action {
        case .deny: return .deny
        case .allow: return call.end(of: target, by: rule).map { .allow(target: $0, rule: rule) } ?? .deny
        case .ask: return call.prompt(by: rule)
        }
    }

    /// Decides what becomes of a pick from the prompt for a call.
    func answer(picking offer: Offer, from request: PolicyRequest) -> Answer {
        guard let source = vm(request.source), let target = requested(request.target) else { return .deny }
        let call = NaiveCall(policy: self, source: source, service: request.service, argument: request.argument)
        return call.firstRule(for: target).map { call.pick(offer, by: $0) } ?? .deny
    }

    /// The VM that a name or UUID means.
    func vm(_ word: String) -> Domain? {
        world.domains.first { $0.name == word || "uuid:" + $0.uuid == word }
    }

    /// The template that a destination `@dispvm:NAME` names.
    func template(_ destination: String) -> Domain? {
        destination.hasPrefix("@dispvm:") ? vm(String(destination.dropFirst(8))) : nil
    }

    /// What a caller asks for; nil when it may not.
    private func requested(_ word: String) -> String? {
        if ["", "@default"].contains(word) { return "@default" }
        if ["@adminvm", "@dispvm"].contains(word) { return word }
        if word.hasPrefix("@dispvm:") {
            return template(word).flatMap { $0.isDisposableTemplate ? "@dispvm:" + $0.name : nil }
        }
        if word.hasPrefix("@") || word == "*" { return nil }
        return vm(word)?.name ?? "@default"
    }

    func parameters(_ rule: Int) -> RuleParameters { rules.parameters(of: rules.rules[rule]) }
}
