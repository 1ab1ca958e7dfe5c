import Machines
import Policy

/// Names, tags and classes that are probably not what was meant.
struct WordCheck {
    private let context: LintContext
    private let world: World?
    private let tagsInWorld: Set<String>
    private let typesInWorld: Set<String>
    private let templateTags: Set<String>
    private let names: [String]
    /// How many rules say a tag.
    private let tagUses: [String: Int]

    private static let keywords = ["anyvm", "adminvm", "default", "dispvm"]

    init(_ context: LintContext) {
        self.context = context
        world = context.input.world
        let domains = world?.domains ?? []
        tagsInWorld = Set(domains.flatMap(\.tags))
        typesInWorld = Set(domains.map(\.type))
        templateTags = Set(domains.filter(\.isDisposableTemplate).flatMap(\.tags))
        names = domains.map(\.name)
        var uses: [String: Int] = [:]
        for rule in context.rules.rules {
            for token in Set([rule.source, rule.target]) {
                switch token {
                case .tag(let tag), .disposableOfTag(let tag): uses[context.rules.vocabulary[tag], default: 0] += 1
                default: break
                }
            }
        }
        tagUses = uses
    }

    func findings() -> [LintFinding] {
        context.statedRules.flatMap { number, rule in
            let parameters = context.parameters(rule)
            return [rule.source, rule.target].compactMap { finding(number, $0, isParameter: false) }
                + [parameters.target, parameters.defaultTarget].compactMap { token in
                    token.flatMap { finding(number, $0, isParameter: true) }
                }
        }
    }

    private func finding(_ number: Int, _ token: Token, isParameter: Bool) -> LintFinding? {
        if token.isAdminVM { return nil }
        switch token {
        case .name(let name): return self.name(number, context.rules.vocabulary[name], isParameter: isParameter)
        case .uuid(let uuid):
            guard let world, world.index(uuid: context.rules.vocabulary[uuid]) == nil else { return nil }
            return context.finding(
                isParameter ? .removedTarget : .unknownVM, isParameter ? .warning : .note, number,
                "there is no VM with the UUID \(context.word(uuid))")
        case .tag(let tag):
            return self.tag(number, context.rules.vocabulary[tag], tagsInWorld, "no VM has the tag")
        case .disposableOfTag(let tag):
            return self.tag(
                number, context.rules.vocabulary[tag], templateTags, "no template of disposables has the tag")
        case .type(let type): return self.type(number, context.rules.vocabulary[type])
        case .disposableOf(let name): return template(number, context.rules.vocabulary[name])
        case .disposableOfUUID(let uuid):
            guard let world else { return nil }
            let index = world.index(uuid: context.rules.vocabulary[uuid])
            return template(number, index, "the UUID \(context.word(uuid))", suggestion: nil)
        case .everything, .anyVM, .adminVM, .unspecified, .disposable: return nil
        }
    }

    private func name(_ number: Int, _ name: String, isParameter: Bool) -> LintFinding? {
        let shown = name.sanitizedForDisplay(limit: 80)
        if name.hasPrefix("$") {
            return context.finding(
                .dollarToken, context.severityOfDead(number), number,
                "'\(shown)' is the name of a VM here, and none can have it: the rule never matches",
                suggestion: "@" + shown.dropFirst())
        }
        if name.contains(",") {
            return context.finding(
                .comma, context.severityOfDead(number), number,
                "'\(shown)' is one name with a comma in it, and no VM can have it",
                suggestion: "separate parameters with spaces, and write a line for each VM")
        }
        guard world?.index(named: name) == nil else { return nil }
        if Self.keywords.contains(name.lowercased()) {
            return context.finding(
                .unknownVM, .warning, number, "'\(shown)' is the name of a VM here, not a keyword",
                suggestion: "@" + name.lowercased())
        }
        if world == nil { return nil }
        let nearest = NearestWord.find(name, among: names)
        if isParameter {
            return context.finding(
                .removedTarget, .warning, number, "the call is sent to \(shown), and there is no such VM",
                suggestion: nearest)
        }
        return context.finding(
            .unknownVM, nearest == nil ? .note : .warning, number, "there is no VM \(shown)", suggestion: nearest)
    }

    private func tag(_ number: Int, _ tag: String, _ used: Set<String>, _ what: String) -> LintFinding? {
        if world != nil, used.contains(tag) { return nil }
        let shown = tag.sanitizedForDisplay(limit: 80)
        var candidates = tagsInWorld
        if tagUses[tag, default: 0] == 1 { candidates.formUnion(tagUses.filter { $0.value > 1 }.keys) }
        // client1 and client2 are two tags, not a slip.
        let nearest = NearestWord.find(
            tag, among: candidates.filter { Self.withoutDigits($0) != Self.withoutDigits(tag) }.sorted())
        if let nearest {
            let missing = world == nil ? "no other rule has the tag" : what
            return context.finding(
                .unknownTag, context.severityOfDead(number), number, "\(missing) \(shown)",
                suggestion: nearest.sanitizedForDisplay(limit: 80))
        }
        return world == nil ? nil : context.finding(.emptyTag, .note, number, "\(what) \(shown)")
    }

    private static func withoutDigits(_ word: String) -> String { word.filter { !$0.isNumber } }

    private func type(_ number: Int, _ type: String) -> LintFinding? {
        let shown = type.sanitizedForDisplay(limit: 80)
        let isKnown = Domain.knownTypes.contains(type)
        if !isKnown, !typesInWorld.contains(type) {
            return context.finding(
                .unknownClass, context.severityOfDead(number), number, "there is no class \(shown)",
                suggestion: NearestWord.find(type, among: Domain.knownTypes))
        }
        guard world != nil, !typesInWorld.contains(type) else { return nil }
        return context.finding(.emptyClass, .note, number, "no VM is of class \(shown)")
    }

    private func template(_ number: Int, _ name: String) -> LintFinding? {
        guard let world else { return nil }
        let templates = world.domains.filter(\.isDisposableTemplate).map(\.name)
        return template(
            number, world.index(named: name), name.sanitizedForDisplay(limit: 80),
            suggestion: NearestWord.find(name, among: templates))
    }

    private func template(_ number: Int, _ index: Int?, _ shown: String, suggestion: String?) -> LintFinding? {
        if let index, world?.domains[index].isDisposableTemplate ?? false { return nil }
        let what = index == nil ? "there is no VM \(shown)" : "\(shown) is no template of disposables"
        let effect = context.input.mode == .compat ? ": every prompt for this service fails" : ""
        return context.finding(.removedTemplate, .warning, number, what + effect, suggestion: suggestion)
    }
}
