import Policy

/// Finds what it is about the VMs that makes a call come out differently.
struct WorldReasons {
    let old: CompiledPolicy
    let new: CompiledPolicy

    /// The reasons for one call.
    ///
    /// A change is a reason when the old policy with that change alone decides as the new one does, or, failing that,
    /// when it is a change of a VM that the call is about.
    func reasons(for request: PolicyRequest) -> [String] {
        let before = Verdict(old.decide(request), of: request, by: old)
        let after = Verdict(new.decide(request), of: request, by: new)
        let changes = relevantNames(request).flatMap { self.changes(of: $0) }
        let decisive = changes.filter { change in
            var policy = old
            policy.update(world: change.world)
            let changed = Verdict(policy.decide(request), of: request, by: policy)
            return changed == after && changed != before
        }
        return (decisive.isEmpty ? changes : decisive).map(\.text)
    }

    private struct Change {
        let text: String
        let world: World
    }

    /// The VMs that a call is about: both ends, and whatever template the disposable is of.
    private func relevantNames(_ request: PolicyRequest) -> [String] {
        var names = [request.source]
        let prefix = "@dispvm:"
        if request.target.hasPrefix(prefix) {
            names.append(String(request.target.dropFirst(prefix.count)))
        } else if !request.target.isEmpty, !request.target.hasPrefix("@") {
            names.append(request.target)
        }
        for policy in [old, new] {
            let decision = policy.decide(request)
            if let target = decision.target {
                switch target {
                case .domain(let number, _), .disposableOf(let number, _):
                    names.append(policy.world.domains[number].name)
                default: break
                }
            }
            if request.target == "@dispvm", let source = policy.world.index(named: request.source),
                let template = policy.world.domains[source].defaultDisposable
            {
                names.append(template)
            }
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// Each change of one VM by itself, made to the old world.
    private func changes(of name: String) -> [Change] {
        let before = old.world.index(named: name).map { old.world.domains[$0] }
        let after = new.world.index(named: name).map { new.world.domains[$0] }
        guard let before else {
            guard let after else { return [] }
            return [Change(text: "\(name) is there now", world: World(old.world.domains + [after]))]
        }
        guard let after else {
            return [
                Change(text: "\(name) is gone", world: World(old.world.domains.filter { $0.name != name }))
            ]
        }
        var changes: [Change] = []
        func add(_ text: String, _ change: (inout Domain) -> Void) {
            var domain = before
            change(&domain)
            changes.append(Change(text: text, world: World(old.world.domains + [domain])))
        }
        for tag in after.tags.subtracting(before.tags).sorted() {
            add("\(name) has the tag \(tag) now") { $0.tags.insert(tag) }
        }
        for tag in before.tags.subtracting(after.tags).sorted() {
            add("\(name) has the tag \(tag) no more") { $0.tags.remove(tag) }
        }
        if before.type != after.type {
            add("\(name) is of class \(after.type), was \(before.type)") { $0.type = after.type }
        }
        if before.isDisposableTemplate != after.isDisposableTemplate {
            add("\(name) is \(after.isDisposableTemplate ? "now a" : "no more a") template of disposables") {
                $0.isDisposableTemplate = after.isDisposableTemplate
            }
        }
        if before.defaultDisposable != after.defaultDisposable {
            let words = (after.defaultDisposable ?? "none", before.defaultDisposable ?? "none")
            add("the disposables of \(name) are made of \(words.0), were of \(words.1)") {
                $0.defaultDisposable = after.defaultDisposable
            }
        }
        if before.uuid != after.uuid { add("\(name) has another UUID") { $0.uuid = after.uuid } }
        if before.isRunning != after.isRunning {
            add("\(name) is \(after.powerState), was \(before.powerState)") { $0.powerState = after.powerState }
        }
        if before.relay != after.relay { add("\(name) has another relay") { $0.relay = after.relay } }
        if before.transport != after.transport {
            add("\(name) has another transport") { $0.transport = after.transport }
        }
        if before.isInternal != after.isInternal {
            add("\(name) is \(after.isInternal ? "now" : "no more") internal") { $0.isInternal = after.isInternal }
        }
        return changes
    }
}
