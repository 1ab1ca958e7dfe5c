import Policy

/// The nodes of a flow graph by number, and which domain the policy takes each for.
struct NodeTable: Sendable {
    /// The nodes, sorted.
    let nodes: [FlowNode]
    /// For each node the domain that its calls come from; nil for the INTERNET, devices and what is no VM of the world.
    let domains: [Int?]
    /// For each node the domain that caused it, which is itself unless it is a disposable.
    let creators: [Int?]
    private let numbers: [FlowNode: Int]
    /// For each domain the nodes that a call to it may reach; stand-ins stand for many.
    private let nodesOfDomain: [NodeSet]
    /// For each template and each creator the node of its disposables, or -1.
    private let disposables: [Int]
    private let domainCount: Int

    init(_ world: FlowWorld, fans: [CallFan], ranges: [Range<Int>], ends: [FlowNode]) {
        var entries: [FlowNode: (domain: Int, creator: Int)] = [:]
        let templateCount = world.templates.count
        var disposableKeys: [(node: FlowNode, place: Int)] = []
        let causes = ranges.map { range in Self.templates(in: fans[range], world) }
        for index in 0..<world.domainCount where world.standInTemplates[index] == nil {
            let name = world.world.domains[index].name
            entries[.domain(name)] = (index, index)
            var waiting = causes[index].numbers
            var seen = causes[index]
            while let template = waiting.popLast() {
                let node = FlowNode.disposable(
                    template: world.world.domains[world.templates[template]].name, creator: name)
                entries[node] = (world.standIns[template], index)
                disposableKeys.append((node, template * world.domainCount + index))
                causes[world.standIns[template]].forEach { next in
                    guard !seen.contains(next) else { return }
                    seen.insert(next)
                    waiting.append(next)
                }
            }
        }
        let nodes = Set(entries.keys).union(ends).union([.internet]).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        var nodesOfDomain = Array(repeating: NodeSet(capacity: nodes.count), count: world.domainCount)
        for (number, node) in nodes.enumerated() {
            guard let domain = entries[node]?.domain else { continue }
            nodesOfDomain[domain].insert(number)
            if let template = world.standInTemplates[domain] {
                nodesOfDomain[world.others[template]].insert(number)
            }
        }
        var disposables = Array(repeating: -1, count: templateCount * world.domainCount)
        for (node, place) in disposableKeys { disposables[place] = numbers[node] ?? -1 }
        self.nodes = nodes
        self.numbers = numbers
        self.nodesOfDomain = nodesOfDomain
        self.disposables = disposables
        domainCount = world.domainCount
        domains = nodes.map { entries[$0]?.domain }
        creators = nodes.map { entries[$0]?.creator }
    }

    /// The number of nodes.
    var count: Int { nodes.count }

    /// The number of a node.
    func number(of node: FlowNode) -> Int? { numbers[node] }

    /// The nodes whose calls come from a domain.
    func callers(of domain: Int) -> NodeSet { nodesOfDomain[domain] }

    /// The nodes that a call to these places reaches, whoever calls; new disposables are left out.
    func shared(_ places: NodeSet) -> NodeSet {
        var result = NodeSet(capacity: count)
        places.forEach { place in
            if place < domainCount { result.formUnion(nodesOfDomain[place]) }
        }
        return result
    }

    /// The new disposables that a call from a node to these places makes.
    func caused(_ places: NodeSet, by node: Int) -> [Int] {
        guard let creator = creators[node] else { return [] }
        return places.numbers(from: domainCount).compactMap { place in
            let number = disposables[(place - domainCount) * domainCount + creator]
            return number < 0 ? nil : number
        }
    }

    /// The place among some by which a call from one node reaches another.
    func place(_ places: NodeSet, from source: Int, to target: Int) -> Int? {
        if let domain = domains[target], places.contains(domain) { return domain }
        // Only a disposable has another domain for being called: that of the other disposables of its template.
        return places.numbers.first { place in
            place < domainCount
                ? nodesOfDomain[place].contains(target)
                : creators[source].map { disposables[(place - domainCount) * domainCount + $0] == target } ?? false
        }
    }

    private static func templates(in fans: ArraySlice<CallFan>, _ world: FlowWorld) -> NodeSet {
        var templates = NodeSet(capacity: world.templates.count)
        for fan in fans {
            for place in fan.places.numbers(from: world.domainCount) { templates.insert(place - world.domainCount) }
        }
        return templates
    }
}
