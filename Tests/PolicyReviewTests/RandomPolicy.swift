import Policy

/// Random policies and worlds, the same for the same seed.
struct RandomPolicy {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 11) % limit
    }

    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    static let names = ["work", "mail", "vault", "web", "dvm", "sys-net", "ghost"]
    static let tags = ["red", "blue", "green"]
    static let services = ["qubes.Filecopy", "qubes.VMShell", "test.Service"]
    static let arguments = ["+", "+a", "+b"]

    /// Domains with most of the names above.
    mutating func world() -> World {
        var domains: [Domain] = []
        for (number, name) in Self.names.enumerated() where name != "ghost" && !chance(15) {
            var domain = Domain(
                name: name, uuid: "1111111\(number)-0000-0000-0000-000000000000",
                type: pick(["AppVM", "TemplateVM", "DispVM", "RemoteVM"]))
            domain.tags = Set(Self.tags.filter { _ in chance(35) })
            domain.isDisposableTemplate = chance(40)
            domain.defaultDisposable = chance(70) ? pick(Self.names) : nil
            domain.powerState = chance(50) ? "Running" : "Halted"
            domain.isInternal = chance(10)
            if domain.type == "RemoteVM" {
                domain.relay = chance(60) ? "sys-net" : nil
                domain.transport = chance(60) ? "relay.Service" : nil
            }
            domains.append(domain)
        }
        return World(domains)
    }

    /// The same world with some change.
    mutating func changed(_ world: World) -> World {
        var domains = world.domains
        for _ in 0...below(2) {
            let place = below(domains.count)
            switch below(6) {
            case 0: domains[place].tags.formSymmetricDifference([pick(Self.tags)])
            case 1: domains[place].powerState = "Running"
            case 2: domains[place].isDisposableTemplate.toggle()
            case 3: domains[place].defaultDisposable = pick(Self.names)
            case 4 where domains[place].name != "dom0": domains[place].type = "StandaloneVM"
            default: if domains.count > 2, domains[place].name != "dom0" { domains.remove(at: place) }
            }
        }
        return World(domains)
    }

    mutating func source(_ rules: inout RuleSet) -> Token {
        switch below(9) {
        case 0: .everything
        case 1, 2: .anyVM
        case 3: pick([.adminVM, .name(.dom0)])
        case 4: .type(rules.vocabulary.intern(pick(["AppVM", "TemplateVM", "AdminVM"])))
        case 5, 6: .tag(rules.vocabulary.intern(pick(Self.tags)))
        case 7: .uuid(rules.vocabulary.intern("1111111\(below(7))-0000-0000-0000-000000000000"))
        default: .name(rules.vocabulary.intern(pick(Self.names)))
        }
    }

    mutating func target(_ rules: inout RuleSet) -> Token {
        switch below(10) {
        case 0, 1: .unspecified
        case 2: .disposable
        case 3: .disposableOf(rules.vocabulary.intern(pick(Self.names)))
        case 4: .disposableOfTag(rules.vocabulary.intern(pick(Self.tags)))
        default: source(&rules)
        }
    }

    mutating func redirect(_ rules: inout RuleSet) -> Token {
        switch below(6) {
        case 0: .disposable
        case 1: .adminVM
        case 2: .disposableOf(rules.vocabulary.intern(pick(Self.names)))
        default: .name(rules.vocabulary.intern(pick(Self.names)))
        }
    }

    mutating func rule(in rules: inout RuleSet, line: Int) -> Rule {
        let service: Symbol? = chance(15) ? nil : rules.vocabulary.intern(pick(Self.services))
        let argument: Symbol? =
            service == nil || chance(60) ? nil : rules.vocabulary.intern(pick(Self.arguments))
        let source = source(&rules)
        let target = target(&rules)
        let action = pick(Action.allCases)
        var parameters = RuleParameters()
        if action != .deny, chance(25) || (action == .allow && target == .unspecified) {
            parameters.target = redirect(&rules)
        }
        if action == .ask, chance(20) { parameters.defaultTarget = redirect(&rules) }
        if action != .deny, chance(15) { parameters.user = rules.vocabulary.intern("root") }
        if action != .deny, chance(20) { parameters.autostart = false }
        if chance(15) { parameters.notify = chance(50) }
        var number = rules.parameterSets.firstIndex(of: parameters)
        if number == nil {
            number = rules.parameterSets.count
            rules.parameterSets.append(parameters)
        }
        return Rule(
            service: service, argument: argument, source: source, target: target, action: action,
            parameters: UInt32(number ?? 0), file: 0, line: UInt32(line))
    }

    mutating func rules(_ count: Int) -> RuleSet {
        var rules = RuleSet(files: ["30-random.policy"])
        for line in 0..<count { rules.rules.append(rule(in: &rules, line: line + 1)) }
        return rules
    }

    /// The same policy with some lines taken out, added or moved.
    mutating func changed(_ old: RuleSet) -> RuleSet {
        var rules = old
        for _ in 0...below(3) {
            let place = below(rules.rules.count)
            switch below(3) {
            case 0: rules.rules.remove(at: place)
            case 1: rules.rules.insert(rule(in: &rules, line: 99), at: place)
            default: rules.rules.swapAt(place, below(rules.rules.count))
            }
            if rules.rules.isEmpty { break }
        }
        return rules
    }
}
