import Policy

/// For each word of a policy's rules, what it matches in one world.
struct TokenRows: Sendable {
    /// For each rule, the number of its source word.
    let sourceOfRule: [Int]
    /// For each rule, the number of its target word.
    let targetOfRule: [Int]
    /// For each source word, the callers.
    let sources: [BitRow]
    /// For each target word, the targets other than `@dispvm`.
    let targets: [BitRow]
    /// For each target word, the callers whose `@dispvm` it matches.
    let disposables: [BitRow]

    init(_ policy: CompiledPolicy, _ space: RequestSpace) {
        let rules = policy.rules
        let world = policy.world
        let matcher = TokenMatcher(rules: rules, world: world, mode: policy.mode)
        var numbers: [Token: Int] = [:]
        var words: [Token] = []
        func number(_ token: Token) -> Int {
            if let known = numbers[token] { return known }
            numbers[token] = words.count
            words.append(token)
            return words.count - 1
        }
        sourceOfRule = rules.rules.map { number($0.source) }
        targetOfRule = rules.rules.map { number($0.target) }
        let callers: [Caller?] = space.names.map { name in
            let index = world.index(named: name)
            return index == nil && policy.mode == .strict ? nil : Caller(index: index, text: name)
        }
        let destinations = space.targets.map { Self.destination($0, space, world) }
        // Only `@dispvm` looks at who calls.
        let anybody = Caller(index: world.adminIndex, text: World.adminName)
        var sources: [BitRow] = []
        var targets: [BitRow] = []
        var disposables: [BitRow] = []
        for token in words {
            var row = BitRow(count: space.names.count)
            var disposable = BitRow(count: space.names.count)
            for (index, caller) in callers.enumerated() {
                guard let caller else { continue }
                if matcher.matches(source: token, caller) { row[index] = true }
                // Where Qubes' evaluator ends, the rule ends the call too: in compat that is a match.
                let isMatch = matcher.matches(target: token, .disposable, caller: caller) ?? (policy.mode == .compat)
                if isMatch { disposable[index] = true }
            }
            var target = BitRow(count: space.targets.count)
            for (index, destination) in destinations.enumerated() {
                guard let destination, destination != .disposable else { continue }
                if matcher.matches(target: token, destination, caller: anybody) == true { target[index] = true }
            }
            sources.append(row)
            targets.append(target)
            disposables.append(disposable)
        }
        self.sources = sources
        self.targets = targets
        self.disposables = disposables
    }

    /// What a request's target means in a world; nil for what is denied before any rule is asked.
    private static func destination(
        _ target: RequestSpace.Target, _ space: RequestSpace, _ world: World
    ) -> Destination? {
        switch target {
        case .unspecified: return .unspecified
        case .adminVM: return .adminVM
        case .disposable: return .disposable
        case .domain(let number): return world.index(named: space.names[number]).map { .domain($0) } ?? .unspecified
        case .disposableOf(let number):
            guard let index = world.index(named: space.names[number]), world.domains[index].isDisposableTemplate else {
                return nil
            }
            return .disposableOf(index)
        }
    }
}
