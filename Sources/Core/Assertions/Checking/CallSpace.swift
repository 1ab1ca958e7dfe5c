import Policy

/// Which services and arguments a policy can tell apart.
///
/// Rules compare services and arguments with texts, so all services that no rule names are alike, and so are all
/// arguments. One that no rule names stands for all of them.
struct CallSpace: Sendable {
    /// The arguments that rules name, by service.
    private let arguments: [String: [String]]
    /// The services that rules name, sorted.
    private let services: [String]
    /// A service that no rule names.
    private let otherService: String

    init(_ rules: RuleSet) {
        var arguments: [String: Set<String>] = [:]
        for rule in rules.rules {
            guard let service = rule.service else { continue }
            let name = rules.vocabulary[service]
            if let argument = rule.argument {
                arguments[name, default: []].insert(rules.vocabulary[argument])
            } else if arguments[name] == nil {
                arguments[name] = []
            }
        }
        self.arguments = arguments.mapValues { named in
            // The empty argument is what most calls have: it stands for all others where no rule names it.
            guard named.contains("+") else { return ["+"] + named.sorted() }
            var other = "+other"
            while named.contains(other) { other += "-other" }
            return named.sorted() + [other]
        }
        services = arguments.keys.sorted()
        var other = "any.OtherService"
        while arguments[other] != nil { other += "-" }
        otherService = other
    }

    /// Every service that the pattern means, one for all those that are alike.
    func services(_ pattern: CallPattern) -> [String] { pattern.service.map { [$0] } ?? services + [otherService] }

    /// Every argument that the pattern means for the service, one for all those that are alike.
    func arguments(_ pattern: CallPattern, of service: String) -> [String] {
        pattern.argument.map { [$0] } ?? arguments[service] ?? ["+"]
    }
}
