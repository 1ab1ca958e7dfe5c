package import Policy

/// Who can call and what can be called, by text, over one world or several.
package struct RequestSpace: Sendable {
    /// What a caller can ask for.
    package enum Target: Hashable, Sendable {
        case unspecified
        case adminVM
        case disposable
        /// The VM with this number in ``RequestSpace/names``.
        case domain(Int)
        /// A disposable of the VM with this number.
        case disposableOf(Int)
    }

    /// The names of all VMs of all worlds, sorted; each can call.
    package let names: [String]
    /// What can be called, in the order in which it is told: VMs, then `@default` and the disposables.
    package let targets: [Target]
    /// Which of ``targets`` is `@dispvm`: the only one whose meaning depends on who calls.
    package let disposableIndex: Int

    /// Makes the space of these worlds.
    package init(_ worlds: [World]) {
        let names = Set(worlds.flatMap { $0.domains.map(\.name) }).sorted()
        var targets: [Target] = names.indices.map { .domain($0) }
        targets += [.adminVM, .unspecified, .disposable]
        disposableIndex = targets.count - 1
        for (number, name) in names.enumerated() {
            let isTemplate = worlds.contains { world in
                world.index(named: name).map { world.domains[$0].isDisposableTemplate } ?? false
            }
            if isTemplate { targets.append(.disposableOf(number)) }
        }
        self.names = names
        self.targets = targets
    }

    /// The word for a target in a request.
    package func text(_ target: Int) -> String {
        switch targets[target] {
        case .unspecified: "@default"
        case .adminVM: "@adminvm"
        case .disposable: "@dispvm"
        case .domain(let number): names[number]
        case .disposableOf(let number): "@dispvm:" + names[number]
        }
    }
}
