import Machines
import Policy

// What the words of assertions mean.
extension CheckedWorld {
    /// The domains of ``world`` that a selector means, stand-ins among them, in order.
    package func domains(_ selector: Selector) -> [Int] {
        world.domains.indices.filter { number in
            selector.parts.contains { part in
                matches(part.term, number) && !part.without.contains { matches($0, number) }
            }
        }
    }

    /// Whether a word means a domain of ``world``.
    func matches(_ term: SelectorTerm, _ number: Int) -> Bool {
        let domain = world.domains[number]
        let template = templates[number]
        switch term {
        case .everything: return true
        case .anyVM: return number != world.adminIndex
        case .adminVM: return number == world.adminIndex
        case .disposables: return template != nil
        case .disposablesOf(let name): return template.map { $0 == world.index(of: name) } ?? false
        case .disposablesOfTag: break
        case .tag(let tag): return domain.tags.contains(tag)
        case .type(let type): return domain.type == type
        case .name(let name): return template == nil && domain.name == name
        case .uuid(let uuid): return template == nil && domain.uuid == uuid
        case .unspecified, .internet, .device: return false
        }
        guard case .disposablesOfTag(let tag) = term, let template else { return false }
        return world.domains[template].tags.contains(tag)
    }

    /// What a caller writes to ask for what the selector means, in order and without what the caller is itself.
    ///
    /// `*` is everything that can be asked for; `@anyvm` is every VM by its name.
    package func requestTargets(_ selector: Selector, source: Int) -> [String] {
        if let term = selector.singleTerm, term.isRequestTarget { return [term.text] }
        var targets: [String] = []
        var seen: Set<String> = []
        for part in selector.parts {
            if part.without.isEmpty, part.term.isRequestTarget {
                if seen.insert(part.term.text).inserted { targets.append(part.term.text) }
                continue
            }
            var words = part.term == .everything ? ["@default", "@dispvm"] : []
            words.removeAll { word in part.without.contains { $0.text == word } }
            for number in world.domains.indices where number != source {
                guard matches(part.term, number), !part.without.contains(where: { matches($0, number) }) else {
                    continue
                }
                guard let template = templates[number] else {
                    words.append(world.domains[number].name)
                    continue
                }
                // A template that is none cannot be asked for.
                guard part.term != .anyVM, world.domains[template].isDisposableTemplate else { continue }
                words.append("@dispvm:" + world.domains[template].name)
            }
            targets += words.filter { seen.insert($0).inserted }
        }
        return targets
    }

    /// What in a selector means nothing in this world, in words.
    func emptyTerms(_ selector: Selector) -> [String] {
        // An exception for a class that there is no VM of yet takes nothing away, and is no slip of the pen.
        selector.parts.flatMap { [$0.term] + $0.without.filter { !isKnownClass($0) } }.compactMap { term in
            switch term {
            case .everything, .anyVM, .adminVM, .unspecified, .internet, .device: return nil
            default: break
            }
            guard !world.domains.indices.contains(where: { matches(term, $0) }) else { return nil }
            // The source's own disposable is a word that is always understood.
            if term == .disposables { return "there are no disposables" }
            let known: [String]
            switch term {
            case .tag: known = Set(world.domains.flatMap(\.tags)).sorted().map { "@tag:" + $0 }
            case .type: known = Set(world.domains.map(\.type)).sorted().map { "@type:" + $0 }
            case .disposablesOf:
                known = templates.values.sorted().map { "@dispvm:" + world.domains[$0].name }
            case .disposablesOfTag:
                known = Set(templates.values.flatMap { world.domains[$0].tags }).sorted().map { "@dispvm:@tag:" + $0 }
            default: known = original.domains.map(\.name)
            }
            let suggestion = NearestWord.find(term.text, among: known).map { "; did you mean '\($0)'?" } ?? ""
            return "nothing is '\(term.text)'\(suggestion)"
        }
    }

    private func isKnownClass(_ term: SelectorTerm) -> Bool {
        if case .type(let type) = term { Domain.knownTypes.contains(type) } else { false }
    }
}
