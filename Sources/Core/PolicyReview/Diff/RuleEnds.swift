import Policy

/// What the parameters of a policy's rules name, by its place among what can call and be called.
struct RuleEnds {
    /// For each set of parameters, the targets that are what `target=` names.
    private let redirects: [[Int]]
    /// For each set of parameters, the caller that is what `default_target=` names.
    private let proposals: [Int?]
    private let rules: RuleSet

    init(_ policy: CompiledPolicy, _ space: RequestSpace) {
        rules = policy.rules
        let names = Dictionary(uniqueKeysWithValues: space.names.enumerated().map { ($1, $0) })
        let places = Dictionary(uniqueKeysWithValues: space.targets.enumerated().map { ($1, $0) })
        let (rules, world) = (policy.rules, policy.world)
        func name(_ token: Token?) -> Int? {
            switch token {
            case .name(let name)?: names[rules.vocabulary[name]]
            case .uuid(let uuid)?:
                world.index(uuid: rules.vocabulary[uuid]).flatMap { names[world.domains[$0].name] }
            case .adminVM?: names[World.adminName]
            default: nil
            }
        }
        redirects = rules.parameterSets.map { parameters in
            var targets: [RequestSpace.Target] = []
            switch parameters.target {
            case .disposableOf(let word)?:
                targets = names[rules.vocabulary[word]].map { [.disposableOf($0)] } ?? []
            case .disposableOfUUID(let word)?:
                let number = world.index(uuid: rules.vocabulary[word]).flatMap { names[world.domains[$0].name] }
                targets = number.map { [.disposableOf($0)] } ?? []
            default:
                guard let number = name(parameters.target) else { break }
                targets = space.names[number] == World.adminName ? [.domain(number), .adminVM] : [.domain(number)]
            }
            return targets.compactMap { places[$0] }
        }
        proposals = rules.parameterSets.map { name($0.defaultTarget) }
    }

    /// The targets that a rule sends all its calls to.
    func redirects(_ rule: Int?) -> [Int] { rule.map { redirects[Int(rules.rules[$0].parameters)] } ?? [] }

    /// The caller that a rule proposes to all others.
    func proposal(_ rule: Int?) -> Int? { rule.flatMap { proposals[Int(rules.rules[$0].parameters)] } }
}
