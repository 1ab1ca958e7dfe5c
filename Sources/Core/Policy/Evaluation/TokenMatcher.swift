/// Whether a single word of a rule matches a caller or a called one, by the words' meaning alone.
package struct TokenMatcher: Sendable {
    let rules: RuleSet
    let world: World
    let mode: PolicyMode

    package init(rules: RuleSet, world: World, mode: PolicyMode) {
        self.rules = rules
        self.world = world
        self.mode = mode
    }

    /// Whether the word in a rule's source column matches who calls.
    package func matches(source token: Token, _ caller: Caller) -> Bool {
        if token.isAdminVM { return isAdmin(caller) }
        switch token {
        case .everything: return true
        case .anyVM: return !isAdmin(caller)
        case .tag(let tag): return caller.index.map { world.domains[$0].tags.contains(rules.vocabulary[tag]) } ?? false
        case .type(let type): return caller.index.map { world.domains[$0].type == rules.vocabulary[type] } ?? false
        case .name(let name):
            let name = rules.vocabulary[name]
            return caller.text == name || caller.index.map { world.domains[$0].name == name } ?? false
        case .uuid(let uuid):
            let uuid = rules.vocabulary[uuid]
            return caller.text == World.uuidPrefix + uuid
                || caller.index.map { world.domains[$0].uuid == uuid } ?? false
        case .adminVM, .unspecified, .disposable, .disposableOf, .disposableOfUUID, .disposableOfTag: return false
        }
    }

    private func isAdmin(_ caller: Caller) -> Bool { caller.index == world.adminIndex || caller.text == "@adminvm" }

    /// Whether the word in a rule's target column matches who is called.
    ///
    /// - Parameters:
    ///   - token: The word.
    ///   - destination: Who is called.
    ///   - caller: Who calls, for `@dispvm`.
    /// - Returns: Whether it matches; nil where Qubes' evaluator ends with an exception.
    package func matches(target token: Token, _ destination: Destination, caller: Caller) -> Bool? {
        if token == .everything { return true }
        if token.isAdminVM { return destination == .adminVM || isDomain(destination) { $0 == world.adminIndex } }
        switch token {
        case .anyVM: return destination != .adminVM && !isDomain(destination) { $0 == world.adminIndex }
        case .unspecified: return destination == .unspecified
        case .disposable: return destination == .disposable
        case .tag(let tag): return isDomain(destination) { world.domains[$0].tags.contains(rules.vocabulary[tag]) }
        case .type(let type): return isDomain(destination) { world.domains[$0].type == rules.vocabulary[type] }
        case .name(let name): return isDomain(destination) { world.domains[$0].name == rules.vocabulary[name] }
        case .uuid(let uuid): return isDomain(destination) { world.domains[$0].uuid == rules.vocabulary[uuid] }
        case .disposableOf, .disposableOfUUID, .disposableOfTag:
            return matches(disposable: token, destination, caller: caller)
        case .everything, .adminVM: return true
        }
    }

    private func isDomain(_ destination: Destination, _ test: (Int) -> Bool) -> Bool {
        if case .domain(let number, _) = destination { test(number) } else { false }
    }

    private func matches(disposable token: Token, _ destination: Destination, caller: Caller) -> Bool? {
        switch destination {
        case .disposableOf(let template, _):
            let domain = world.domains[template]
            switch token {
            case .disposableOf(let name): return domain.name == rules.vocabulary[name]
            case .disposableOfUUID(let uuid): return domain.uuid == rules.vocabulary[uuid]
            case .disposableOfTag(let tag):
                return domain.isDisposableTemplate && domain.tags.contains(rules.vocabulary[tag])
            default: return false
            }
        case .disposable:
            guard let index = caller.index else { return nil }
            let word = world.domains[index].defaultDisposable
            switch token {
            case .disposableOf(let name):
                guard let word else { return nil }
                let name = rules.vocabulary[name]
                return word == name || world.defaultTemplate(of: index).map { world.domains[$0].name == name } ?? false
            case .disposableOfUUID(let uuid):
                guard word != nil else { return nil }
                guard mode == .strict, let template = world.defaultTemplate(of: index) else { return false }
                return world.domains[template].uuid == rules.vocabulary[uuid]
            case .disposableOfTag(let tag):
                guard let template = world.defaultTemplate(of: index) else { return false }
                let domain = world.domains[template]
                return domain.isDisposableTemplate && domain.tags.contains(rules.vocabulary[tag])
            default: return false
            }
        default: return false
        }
    }

    /// Everything that a word stands for in a prompt.
    ///
    /// - Parameter token: A word of a target column or of `target=`.
    /// - Returns: The targets, with ``Destination/disposable`` and ``Destination/adminVM`` as the words they are; nil
    ///   when it is a disposable of a template that does not exist.
    package func expansion(of token: Token) -> Set<Destination>? {
        let numbers = world.domains.indices
        func domains(_ test: (Domain) -> Bool) -> Set<Destination> {
            Set(numbers.filter { test(world.domains[$0]) }.map { .domain($0) })
        }
        func disposables(_ test: (Domain) -> Bool) -> Set<Destination> {
            Set(
                numbers.filter { world.domains[$0].isDisposableTemplate && test(world.domains[$0]) }
                    .map { .disposableOf($0) })
        }
        switch token {
        case .everything:
            return domains { _ in true }.union(disposables { _ in true }).union([.disposable])
        case .anyVM:
            return domains { $0.name != World.adminName }.union(disposables { _ in true }).union([.disposable])
        case .adminVM: return [.adminVM]
        case .unspecified: return []
        case .disposable: return [.disposable]
        case .disposableOf(let name):
            guard world.index(named: rules.vocabulary[name]) != nil else { return nil }
            return disposables { $0.name == rules.vocabulary[name] }
        case .disposableOfUUID(let uuid):
            guard world.index(uuid: rules.vocabulary[uuid]) != nil else { return nil }
            return disposables { $0.uuid == rules.vocabulary[uuid] }
        case .disposableOfTag(let tag): return disposables { $0.tags.contains(rules.vocabulary[tag]) }
        case .tag(let tag): return domains { $0.tags.contains(rules.vocabulary[tag]) }
        case .type(let type): return domains { $0.type == rules.vocabulary[type] }
        case .name(let name): return domains { $0.name == rules.vocabulary[name] }
        case .uuid(let uuid): return domains { $0.uuid == rules.vocabulary[uuid] }
        }
    }
}
