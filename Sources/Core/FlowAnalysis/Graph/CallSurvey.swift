import Policy

/// Asks a policy about every call that matters, and gathers the answers as fans.
///
/// Services are those that rules name, those that the caller adds, and one that no rule names when there are rules for
/// all services. Arguments are those that rules or the service map name, and one that none of them names.
struct CallSurvey {
    /// The fans, by source.
    private(set) var fans: [CallFan] = []
    /// For each domain where its fans are.
    private(set) var ranges: [Range<Int>] = []

    private let policy: CompiledPolicy
    private let world: FlowWorld
    private let services: ServiceMap
    /// Per service the arguments to ask about.
    private var questions: [(service: String, arguments: [String])] = []

    init(_ policy: CompiledPolicy, world: FlowWorld, services: ServiceMap, extraServices: Set<String>) {
        self.policy = policy
        self.world = world
        self.services = services
        questions = Self.questions(policy.rules, services: services, extra: extraServices)
        for source in 0..<world.domainCount {
            let start = fans.count
            if !world.others.contains(source) {
                for question in questions { survey(question.service, question.arguments, from: source) }
            }
            ranges.append(start..<fans.count)
        }
    }

    private static func questions(
        _ rules: RuleSet, services: ServiceMap, extra: Set<String>
    ) -> [(service: String, arguments: [String])] {
        var arguments: [Symbol: Set<Symbol>] = [:]
        var open: Set<Symbol> = []
        var hasOpenWildcard = false
        for rule in rules.rules {
            guard let service = rule.service else {
                if rule.action != .deny { hasOpenWildcard = true }
                continue
            }
            arguments[service, default: []].formUnion(rule.argument.map { [$0] } ?? [])
            if rule.action != .deny { open.insert(service) }
        }
        let named = Set(arguments.keys.map { rules.vocabulary[$0] })
        var wanted = hasOpenWildcard ? named : Set(open.map { rules.vocabulary[$0] })
        wanted.formUnion(extra)
        if hasOpenWildcard {
            // It is assumed to do everything, so that it stands for all others.
            wanted.insert(unused("any.Service", among: named.union(services.entries.map(\.pattern.text))))
        }
        return wanted.subtracting(FlowGraph.attachmentServices).sorted().map { service in
            let words = rules.vocabulary.symbol(for: service).flatMap { arguments[$0] } ?? []
            let ruled = Set(words.map { rules.vocabulary[$0] })
            let other = ruled.contains("+") ? unused("+any", among: ruled) : "+"
            let special = ruled.union(services.arguments(of: service)).subtracting([other])
            return (service, [other] + special.sorted())
        }
    }

    private static func unused(_ word: String, among words: Set<String>) -> String {
        var result = word
        while words.contains(result) { result += "x" }
        return result
    }

    // MARK: One source and service

    private mutating func survey(_ service: String, _ arguments: [String], from source: Int) {
        var found: [CallFan] = []
        for argument in arguments {
            var survey = FanSurvey(
                policy: policy, world: world, source: source, service: service, argument: argument,
                assumption: services.match(service: service, argument: argument))
            survey.run()
            found += survey.fans
        }
        // What is allowed needs no prompt, and one argument is enough: each edge once.
        var covered: [Coverage: NodeSet] = [:]
        for kind in [FlowKind.allow, .ask] {
            for var fan in found where fan.kind == kind {
                let key = Coverage(entry: fan.assumption.entry, isOneWay: fan.isOneWay)
                if let known = covered[key] { fan.places.subtract(known) }
                if fan.places.isEmpty { continue }
                covered[key, default: NodeSet(capacity: world.placeCount)].formUnion(fan.places)
                fans.append(fan)
            }
        }
    }

    private struct Coverage: Hashable {
        let entry: ServiceEntry
        let isOneWay: Bool
    }
}
