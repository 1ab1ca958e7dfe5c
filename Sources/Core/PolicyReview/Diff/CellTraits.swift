import Policy

/// What a decision depends on besides the rule: two VMs with the same traits are decided alike by the same rule.
struct CellTraits {
    /// For each caller.
    let sources: [Int]
    /// For each target.
    let targets: [Int]

    private enum Trait: Hashable {
        /// Like nobody else.
        case alone(Int)
        case source(template: String?)
        case domain(isRunning: Bool, isInternal: Bool, isRemote: Bool, hasRelay: Bool, hasTransport: Bool)
        case disposable(isInternal: Bool)
        case word(RequestSpace.Target)
    }

    init(_ old: CompiledPolicy, _ new: CompiledPolicy, _ space: RequestSpace) {
        var numbers: [Trait: Int] = [:]
        func number(_ trait: Trait) -> Int {
            let number = numbers[trait] ?? numbers.count
            numbers[trait] = number
            return number
        }
        func domain(_ world: World, _ index: Int) -> Domain? {
            world.index(named: space.names[index]).map { world.domains[$0] }
        }
        let redirected = Self.redirected([old, new])
        var isAlone = [Bool](repeating: false, count: space.names.count)
        var isChanged = isAlone
        for index in space.names.indices {
            let before = domain(old.world, index)
            isChanged[index] = before == nil || before != domain(new.world, index)
            // A call that a rule sends back to its caller is refused, for that caller alone; dom0 has names that tags
            // do not see.
            isAlone[index] =
                isChanged[index] || space.names[index] == World.adminName || redirected.contains(space.names[index])
                || before.map { redirected.contains(World.uuidPrefix + $0.uuid) } ?? false
        }
        sources = space.names.indices.map { index in
            guard !isAlone[index], let before = domain(old.world, index) else { return number(.alone(index)) }
            return number(.source(template: before.defaultDisposable))
        }
        targets = space.targets.map { target in
            switch target {
            case .domain(let index):
                guard !isChanged[index], let before = domain(old.world, index) else { return number(.word(target)) }
                let isRunning = before.isRunning || before.name == World.adminName
                return number(
                    .domain(
                        isRunning: isRunning, isInternal: before.isInternal, isRemote: before.type == "RemoteVM",
                        hasRelay: before.relay != nil,
                        hasTransport: before.transport != nil))
            case .disposableOf(let index):
                guard !isChanged[index], let before = domain(old.world, index) else { return number(.word(target)) }
                return number(.disposable(isInternal: before.isInternal))
            case .adminVM, .unspecified, .disposable: return number(.word(target))
            }
        }
    }

    /// Everything that a `target=` names.
    private static func redirected(_ policies: [CompiledPolicy]) -> Set<String> {
        var names: Set<String> = []
        for policy in policies {
            for case let token? in policy.rules.parameterSets.map(\.target) {
                names.insert(token.isAdminVM ? World.adminName : policy.rules.text(of: token))
            }
        }
        return names
    }
}
