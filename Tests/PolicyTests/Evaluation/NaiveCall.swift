import Policy

/// All that one VM can do with one service and argument, for ``NaivePolicy``.
struct NaiveCall {
    let policy: NaivePolicy
    let source: Domain
    /// The numbers of the rules for it, in order.
    private let candidates: [Int]

    init(policy: NaivePolicy, source: Domain, service: String, argument: String) {
        self.policy = policy
        self.source = source
        let rules = policy.rules
        candidates = rules.rules.indices.filter { number in
            let rule = rules.rules[number]
            let word = rules.text(of: rule.source)
            return (rule.service.map { rules.vocabulary[$0] } ?? service) == service
                && (rule.argument.map { rules.vocabulary[$0] } ?? argument) == argument
                && (word == "*" || (word == "@anyvm" ? source.name != "dom0" : Self.matches(word, source)))
        }
    }

    // MARK: Single calls

    /// The rule that decides a direct call.
    func firstRule(for target: String) -> Int? {
        candidates.first { matches(policy.rules.text(of: policy.rules.rules[$0].target), target) }
    }

    /// Where a call ends that an allow rule decides; nil when it is refused after all.
    func end(of target: String, by rule: Int) -> String? {
        var end: String? = target
        if let token = policy.parameters(rule).target {
            end = meaning(policy.rules.text(of: token))
        } else if target == "@adminvm" {
            end = "dom0"
        } else if target == "@dispvm" {
            end = meaning("@dispvm")
        } else if target == "@default" {
            end = nil
        }
        return end.flatMap { canCarry($0, by: rule) ? $0 : nil }
    }

    /// Whether a rule may carry a call to its end.
    private func canCarry(_ end: String, by rule: Int) -> Bool {
        if end.hasPrefix("@dispvm:") {
            return policy.template(end)?.isDisposableTemplate == true && policy.parameters(rule).startsTarget
        }
        guard let vm = policy.vm(end), vm.name != source.name else { return false }
        if vm.type == "RemoteVM", vm.relay == nil || vm.transport == nil { return false }
        return mayStart(end, by: rule)
    }

    /// Whether the target runs, or a rule may start it.
    private func mayStart(_ end: String, by rule: Int) -> Bool {
        policy.parameters(rule).startsTarget || end == "dom0" || policy.vm(end)?.powerState == "Running"
    }

    private func letsThrough(_ rule: Int?) -> Bool { rule.map { policy.rules.rules[$0].action != .deny } ?? false }

    /// Whether a call that a rule lets through ends there, be it after a prompt.
    private func leads(_ rule: Int?, to end: String) -> Bool {
        guard let rule, letsThrough(rule), canCarry(end, by: rule) else { return false }
        return policy.parameters(rule).target.map { meaning(policy.rules.text(of: $0)) == end } ?? true
    }

    /// The end that a `target=` or `default_target=` names; nil when there is none.
    private func meaning(_ word: String) -> String? {
        if word == "@adminvm" { return "dom0" }
        if word == "@dispvm" { return source.defaultDisposable.flatMap { policy.vm($0) }.map { "@dispvm:" + $0.name } }
        if word.hasPrefix("@dispvm:") { return policy.template(word).map { "@dispvm:" + $0.name } }
        return policy.vm(word)?.name
    }

    // MARK: Prompts

    /// The prompt that a rule brings up.
    func prompt(by asking: Int) -> NaivePolicy.Answer {
        let parameters = policy.parameters(asking)
        var offers: [NaivePolicy.Offer] = []
        if let token = parameters.target {
            guard let end = meaning(policy.rules.text(of: token)), end != source.name, mayStart(end, by: asking),
                policy.template(end)?.isDisposableTemplate ?? true
            else { return .deny }
            offers = [.init(target: end, rule: asking, isRedirect: !leads(firstRule(for: end), to: end))]
        } else {
            for (word, rule) in offered().sorted(by: { $0.key < $1.key }) {
                guard let offer = offer(of: word, by: rule) else { continue }
                if let place = offers.firstIndex(where: { $0.target == offer.target }) {
                    if offers[place].isRedirect, !offer.isRedirect { offers[place] = offer }
                } else {
                    offers.append(offer)
                }
            }
            if !parameters.startsTarget { offers.removeAll { !mayStart($0.target, by: asking) } }
        }
        if offers.isEmpty { return .deny }
        let proposed = parameters.defaultTarget.flatMap { meaning(policy.rules.text(of: $0)) }
        return .ask(
            offers.sorted { $0.target < $1.target },
            proposed: offers.contains { $0.target == proposed } ? proposed : nil)
    }

    /// What becomes of a pick: what the direct call by that name leads to, unless a `target=` sends the call there.
    func pick(_ offer: NaivePolicy.Offer, by asking: Int) -> NaivePolicy.Answer {
        let isSent = offer.isRedirect || policy.parameters(asking).target != nil
        guard let rule = isSent ? offer.rule : firstRule(for: offer.target), leads(rule, to: offer.target) else {
            return .deny
        }
        return .allow(target: offer.target, rule: rule)
    }

    /// What the rules offer: the last rule first, and each overrules what is there.
    private func offered() -> [String: Int] {
        var offered: [String: Int] = [:]
        for number in candidates.reversed() {
            let rule = policy.rules.rules[number]
            let isDenial = rule.action == .deny
            let token = isDenial ? rule.target : policy.parameters(number).target ?? rule.target
            for word in expansion(policy.rules.text(of: token)) { offered[word] = isDenial ? nil : number }
        }
        return offered
    }

    private func offer(of word: String, by rule: Int) -> NaivePolicy.Offer? {
        guard let end = word.hasPrefix("@dispvm:") ? word : meaning(word), isShown(end) else { return nil }
        let own = firstRule(for: word == "@dispvm" ? "@dispvm" : end)
        if let own, letsThrough(own) {
            if let named = firstRule(for: end), letsThrough(named) {
                return .init(target: end, rule: named, isRedirect: false)
            }
            if leads(own, to: end) { return .init(target: end, rule: own, isRedirect: true) }
        }
        guard policy.parameters(rule).target != nil, leads(rule, to: end),
            everything.contains(where: { firstRule(for: $0) == rule })
        else { return nil }
        return .init(target: end, rule: rule, isRedirect: true)
    }

    private func isShown(_ end: String) -> Bool {
        if let template = policy.template(end) { return template.isDisposableTemplate && !template.isInternal }
        return policy.vm(end).map { !$0.isInternal && $0.name != source.name } ?? false
    }

    /// Everything that can be asked for.
    private var everything: [String] { ["@default", "@adminvm"] + expansion("*") }

    private func expansion(_ word: String) -> [String] {
        let vms = policy.world.domains
        let disposables = vms.filter(\.isDisposableTemplate).map { "@dispvm:" + $0.name }
        switch word {
        case "*": return vms.map(\.name) + disposables + ["@dispvm"]
        case "@anyvm": return expansion("*").filter { $0 != "dom0" }
        case "@adminvm", "@dispvm": return [word]
        default:
            if word.hasPrefix("@dispvm:") { return disposables.filter { matches(word, $0) } }
            return vms.map(\.name).filter { matches(word, $0) }
        }
    }

    // MARK: Words

    /// Whether a word of a target column matches what is asked for.
    private func matches(_ word: String, _ target: String) -> Bool {
        if word == "*" { return true }
        if word == "@anyvm" { return target != "dom0" && target != "@adminvm" }
        if target == "@adminvm" { return ["@adminvm", "dom0", "uuid:" + World.adminUUID].contains(word) }
        if word == target { return true }
        if word.hasPrefix("@dispvm:") {
            let isDefault = target == "@dispvm"
            guard let vm = isDefault ? source.defaultDisposable.flatMap({ policy.vm($0) }) : policy.template(target)
            else { return isDefault && word == "@dispvm:" + (source.defaultDisposable ?? "@") }
            let name = String(word.dropFirst(8))
            return name.hasPrefix("@tag:") ? vm.isDisposableTemplate && Self.matches(name, vm) : Self.matches(name, vm)
        }
        return policy.world.domains.contains { $0.name == target && Self.matches(word, $0) }
    }

    /// Whether a word means a VM.
    private static func matches(_ word: String, _ vm: Domain) -> Bool {
        if word == "@adminvm" { return vm.name == "dom0" }
        if word.hasPrefix("@tag:") { return vm.tags.contains(String(word.dropFirst(5))) }
        if word.hasPrefix("@type:") { return vm.type == word.dropFirst(6) }
        return word == vm.name || word == "uuid:" + vm.uuid
    }
}
