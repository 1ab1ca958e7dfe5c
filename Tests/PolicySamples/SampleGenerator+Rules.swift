package import Policy

extension SampleGenerator {
    /// The services that rules and requests name.
    package static let services = ["app.Copy", "app.Open", "app.Shell"]
    /// The arguments that rules and requests name.
    package static let arguments = ["+", "+a", "+a+b"]

    /// So many rules about a world made by ``world(_:)`` with `domainCount` domains.
    package mutating func rules(_ count: Int, domainCount: Int) -> RuleSet {
        var rules = RuleSet(files: ["30-sample.policy"])
        for index in 0..<count {
            let rule = rule(line: UInt32(index + 1), domainCount: domainCount, &rules)
            rules.rules.append(rule)
        }
        return rules
    }

    private mutating func rule(line: UInt32, domainCount: Int, _ rules: inout RuleSet) -> Rule {
        var service: Symbol?
        var argument: Symbol?
        if !once(in: 5) {
            service = rules.vocabulary.intern(Self.services.randomElement(using: &self) ?? "")
            if once(in: 3) { argument = rules.vocabulary.intern(Self.arguments.randomElement(using: &self) ?? "") }
        }
        let action = one(of: Action.allow, .ask, .deny)
        let source = sourceToken(domainCount, &rules)
        var target = targetToken(domainCount, &rules)
        let parameters = parameters(action, domainCount, &rules)
        if action == .allow, target == .unspecified, parameters.target == nil { target = .anyVM }
        let number: UInt32
        if let known = rules.parameterSets.firstIndex(of: parameters) {
            number = UInt32(known)
        } else {
            rules.parameterSets.append(parameters)
            number = UInt32(rules.parameterSets.count - 1)
        }
        return Rule(
            service: service, argument: argument, source: source, target: target, action: action, parameters: number,
            file: 0, line: line)
    }

    private mutating func parameters(_ action: Action, _ domainCount: Int, _ rules: inout RuleSet) -> RuleParameters {
        var parameters = RuleParameters()
        if once(in: 3) { parameters.notify = once(in: 2) }
        if action == .deny { return parameters }
        if once(in: 4) { parameters.target = redirectToken(domainCount, &rules) }
        if once(in: 4) { parameters.user = rules.vocabulary.intern(one(of: "root", "user")) }
        if once(in: 4) { parameters.autostart = once(in: 2) }
        if action == .ask, once(in: 3) { parameters.defaultTarget = redirectToken(domainCount, &rules) }
        return parameters
    }

    /// A word of a source column.
    package mutating func sourceToken(_ domainCount: Int, _ rules: inout RuleSet) -> Token {
        switch Int.random(in: 0..<10, using: &self) {
        case 0: .everything
        case 1, 2, 3: .anyVM
        case 4: one(of: .adminVM, .name(.dom0), .uuid(.dom0UUID))
        case 5, 6: .tag(tag(&rules))
        case 7: .type(type(&rules))
        case 8: .uuid(uuid(domainCount, &rules))
        default: .name(name(domainCount, &rules))
        }
    }

    /// A word of a target column.
    package mutating func targetToken(_ domainCount: Int, _ rules: inout RuleSet) -> Token {
        switch Int.random(in: 0..<16, using: &self) {
        case 0: .everything
        case 1, 2, 3: .anyVM
        case 4: .unspecified
        case 5: .disposable
        case 6: .disposableOf(name(domainCount, &rules))
        case 7: .disposableOfUUID(uuid(domainCount, &rules))
        case 8: .disposableOfTag(tag(&rules))
        default: sourceToken(domainCount, &rules)
        }
    }

    private mutating func redirectToken(_ domainCount: Int, _ rules: inout RuleSet) -> Token {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: one(of: .adminVM, .name(.dom0), .uuid(.dom0UUID))
        case 1: .disposable
        case 2: .disposableOf(name(domainCount, &rules))
        case 3: .disposableOfUUID(uuid(domainCount, &rules))
        case 4: .uuid(uuid(domainCount, &rules))
        default: .name(name(domainCount, &rules))
        }
    }

    private mutating func tag(_ rules: inout RuleSet) -> Symbol {
        rules.vocabulary.intern(Self.tags.randomElement(using: &self) ?? "")
    }

    private mutating func type(_ rules: inout RuleSet) -> Symbol {
        rules.vocabulary.intern(one(of: "AppVM", "TemplateVM", "AdminVM", "RemoteVM", "NoSuchClass"))
    }

    private mutating func name(_ domainCount: Int, _ rules: inout RuleSet) -> Symbol {
        rules.vocabulary.intern(once(in: 8) ? "gone" : Self.name(Int.random(in: 0..<domainCount, using: &self)))
    }

    private mutating func uuid(_ domainCount: Int, _ rules: inout RuleSet) -> Symbol {
        rules.vocabulary.intern(Self.uuid(once(in: 8) ? 4_000 : Int.random(in: 1...domainCount, using: &self)))
    }
}
