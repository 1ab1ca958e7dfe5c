import Machines
import Policy

/// Checks of what a policy does to the VMs that there are.
struct WorldChecks {
    private let context: LintContext
    private let world: World
    private let space: RequestSpace
    private let policy: CompiledPolicy

    /// Nil when nothing says which VMs there are.
    init?(_ context: LintContext) {
        guard let world = context.input.world else { return nil }
        self.context = context
        self.world = world
        space = RequestSpace([world])
        policy = CompiledPolicy(rules: context.rules, world: world, mode: context.input.mode)
    }

    /// Calls that one rule decides.
    private struct Decided {
        var sources: BitRow
        var targets: BitRow
    }

    func findings() -> [LintFinding] {
        let map = RegionMap(policy, space)
        // Whether anything is said of the network: the VMs of Qubes' system info have none at all.
        let hasNetwork = world.domains.contains { $0.netvm != nil || $0.providesNetwork }
        var starts: [Int: (sources: Set<Int>, targets: Set<Int>)] = [:]
        var commands: [Int: (sources: Set<Int>, targets: Set<Int>)] = [:]
        var disposables: [Int: (sources: Set<Int>, templates: Set<Int>)] = [:]
        let trust = world.domains.map(context.input.trust)
        for call in Call.all(in: [map.lists]) {
            for (number, block) in decided(call, map) {
                let rule = context.rules.rules[number]
                guard rule.action == .allow, rule.line > 0 else { continue }
                let parameters = context.parameters(rule)
                let targets = targets(block, parameters)
                let isControlling = context.input.services?.isControlling(call.service) ?? false
                for source in block.sources.members {
                    if hasNetwork, trust[source] == 0, parameters.startsTarget {
                        let offline = targets.domains.filter { $0 != source && isOffline($0) }
                        if !offline.isEmpty {
                            starts[number, default: ([], [])].sources.insert(source)
                            starts[number, default: ([], [])].targets.formUnion(offline)
                        }
                    }
                    if isControlling, !call.isAnyService, let own = trust[source] {
                        let higher = targets.domains.filter {
                            $0 != source && $0 != world.adminIndex && trust[$0] ?? own > own
                        }
                        if !higher.isEmpty {
                            commands[number, default: ([], [])].sources.insert(source)
                            commands[number, default: ([], [])].targets.formUnion(higher)
                        }
                    }
                    guard hasNetwork, isOffline(source) else { continue }
                    let templates = templates(targets, of: source).filter {
                        world.domains[$0].isDisposableTemplate && world.domains[$0].netvm != nil
                    }
                    if !templates.isEmpty {
                        disposables[number, default: ([], [])].sources.insert(source)
                        disposables[number, default: ([], [])].templates.formUnion(templates)
                    }
                }
            }
        }
        return starts.map { number, found in
            context.finding(
                .autostartOffline, .warning, number,
                "\(names(found.sources)) may start \(names(found.targets)), which \(found.targets.count == 1 ? "has" : "have") no network, without a question",
                suggestion: "autostart=no, or ask")
        }
            + commands.map { number, found in
                context.finding(
                    .controlsMoreTrusted, .warning, number,
                    "\(names(found.sources)) may command \(names(found.targets)), which \(found.targets.count == 1 ? "is" : "are") trusted more"
                )
            } + networkFindings(disposables)
    }

    /// One finding for all rules that let the same VMs out.
    private func networkFindings(_ found: [Int: (sources: Set<Int>, templates: Set<Int>)]) -> [LintFinding] {
        struct Key: Hashable {
            let sources: Set<Int>
            let templates: Set<Int>
        }
        var rules: [Key: [Int]] = [:]
        for (number, entry) in found {
            rules[Key(sources: entry.sources, templates: entry.templates), default: []].append(number)
        }
        return rules.map { key, numbers in
            let numbers = numbers.sorted()
            let verb = key.sources.count == 1 ? "has" : "have"
            return context.finding(
                .disposableNetwork, .warning, numbers[0],
                "\(names(key.sources)) \(verb) no network, and may make disposables of \(names(key.templates)), which have one",
                related: numbers.dropFirst().prefix(20).map { context.related($0, "the same by this rule") },
                suggestion: "set default_dispvm to a template without network, or to none")
        }
    }

    private func decided(_ call: Call, _ map: RegionMap) -> [(rule: Int, block: Decided)] {
        let numbers = map.rules(call)
        if numbers.isEmpty { return [] }
        let none = [Int](repeating: 0, count: max(space.names.count, space.targets.count))
        let (sourceMasks, targetMasks) = (map.sourceMasks(numbers), map.targetMasks(numbers))
        let disposableMasks = map.disposableMasks(numbers)
        let sources = CellClasses(space.names.indices, old: sourceMasks, new: sourceMasks, trait: none)
        let targets = CellClasses(
            space.targets.indices.lazy.filter { $0 != space.disposableIndex }, old: targetMasks, new: targetMasks,
            trait: none)
        var result: [(Int, Decided)] = []
        for source in sources.groups {
            for target in targets.groups {
                guard let place = source.masks.old.firstCommon(target.masks.old) else { continue }
                result.append((numbers[place], decided(source.members, target.members)))
            }
            for member in source.members {
                guard let place = source.masks.old.firstCommon(disposableMasks[member]) else { continue }
                result.append((numbers[place], decided([member], [space.disposableIndex])))
            }
        }
        return result
    }

    private func decided(_ sources: [Int], _ targets: [Int]) -> Decided {
        var block = Decided(
            sources: BitRow(count: space.names.count), targets: BitRow(count: space.targets.count))
        for source in sources { block.sources[source] = true }
        for target in targets { block.targets[target] = true }
        return block
    }

    /// Where calls go: the VMs, the templates of named disposables, and whether to the caller's own disposables.
    private struct Targets {
        var domains: [Int] = []
        var templates: [Int] = []
        var usesDefault = false
    }

    /// With one world, the numbers of the space are those of the world.
    private func targets(_ block: Decided, _ parameters: RuleParameters) -> Targets {
        var targets = Targets()
        if let token = parameters.target {
            switch token {
            case .name(let name):
                targets.domains = world.index(named: context.rules.vocabulary[name]).map { [$0] } ?? []
            case .uuid(let uuid): targets.domains = world.index(uuid: context.rules.vocabulary[uuid]).map { [$0] } ?? []
            case .disposableOf(let name):
                targets.templates = world.index(named: context.rules.vocabulary[name]).map { [$0] } ?? []
            case .disposable: targets.usesDefault = true
            default: break
            }
            return targets
        }
        for target in block.targets.members {
            switch space.targets[target] {
            case .domain(let number): targets.domains.append(number)
            case .disposableOf(let number): targets.templates.append(number)
            case .disposable: targets.usesDefault = true
            case .adminVM, .unspecified: break
            }
        }
        return targets
    }

    private func templates(_ targets: Targets, of source: Int) -> [Int] {
        targets.templates + (targets.usesDefault ? world.defaultTemplate(of: source).map { [$0] } ?? [] : [])
    }

    /// Whether a VM was kept from the network; templates of VMs have none anyway.
    private func isOffline(_ number: Int) -> Bool {
        let domain = world.domains[number]
        return number != world.adminIndex && domain.netvm == nil && !domain.providesNetwork
            && domain.type != "TemplateVM" && domain.type != "RemoteVM"
    }

    private func names(_ numbers: Set<Int>) -> String {
        let sorted = numbers.sorted()
        let shown = sorted.prefix(4).map { world.domains[$0].name.sanitizedForDisplay(limit: 60) }
        let rest = sorted.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
