import FlowAnalysis
import Policy

/// Checks statements about flows against one flow graph.
struct FlowCheck {
    let graph: FlowGraph
    let checked: CheckedWorld
    let limits: CheckingLimits

    /// Builds the graph of a policy and a world.
    ///
    /// - Parameters:
    ///   - world: The policy and the world.
    ///   - services: What is assumed of the services.
    ///   - options: The options of the graph; whom assertions trust is added.
    ///   - assertions: The declarations: trust, labels, exemptions.
    init(_ world: WorldCheck, services: ServiceMap, options: FlowOptions, assertions: AssertionSet) {
        checked = world.checked
        limits = world.limits
        var options = options
        for statement in assertions.trusts {
            guard case .trust(let selector) = statement.body else { continue }
            options.trusted.formUnion(Self.trusted(selector, in: world.checked))
        }
        for statement in assertions.checks {
            if case .flow(let flow) = statement.body, let service = flow.service?.service {
                options.services.insert(service)
            }
        }
        graph = FlowGraph(world.actual, services: services, options: options)
    }

    private static func trusted(_ selector: Selector, in checked: CheckedWorld) -> [FlowNode] {
        checked.domains(selector).flatMap { number -> [FlowNode] in
            guard let template = checked.templates[number] else { return [.domain(checked.world.domains[number].name)] }
            let name = checked.world.domains[template].name
            return checked.original.domains.map { .disposable(template: name, creator: $0.name) }
        }
    }

    /// The places of the graph that a selector means.
    func nodes(_ selector: Selector) -> [FlowNode] {
        graph.nodes.filter { node in
            selector.parts.contains { part in
                matches(part.term, node) && !part.without.contains { matches($0, node) }
            }
        }
    }

    private func matches(_ term: SelectorTerm, _ node: FlowNode) -> Bool {
        switch (node, term) {
        case (_, .everything), (.internet, .internet): true
        case (.device(let name), .device(let wanted)): name == wanted
        case (.internet, _), (.device, _): false
        case (.domain(let name), _): checked.world.index(named: name).map { checked.matches(term, $0) } ?? false
        case (.disposable(let template, _), _):
            checked.standIn(ofTemplate: template).map { checked.matches(term, $0) } ?? false
        }
    }

    func check(_ assertion: FlowAssertion, _ result: inout AssertionResult) {
        result.notes += checked.emptyTerms(assertion.source) + checked.emptyTerms(assertion.target)
        var sources = nodes(assertion.source)
        let targets = nodes(assertion.target)
        guard !sources.isEmpty, !targets.isEmpty else { return result.verdict = .vacuous }
        let wanted = Set(targets)
        if assertion.quantifier == .only {
            let permitted = Set(sources).union(wanted)
            sources = graph.nodes.filter { !permitted.contains($0) }
        }
        let via = assertion.exceptVia.map { Set(nodes($0)) } ?? []
        if let except = assertion.exceptVia { result.notes += checked.emptyTerms(except) }
        var query = FlowQuery(kinds: Self.kinds(assertion.strength))
        query.excluded = via
        let isPlain = assertion.isTransitive && assertion.service == nil
        let search = FlowSearch(graph, query)
        for source in sources {
            let paths =
                isPlain ? search.reachable(from: source) : paths(from: source, assertion, query)
            result.examinedCount += targets.count
            if assertion.quantifier == .always {
                let reached = Set(paths.map(\.node))
                for target in targets where target != source && !reached.contains(target) {
                    result.add(.missingPath(source: source.name, target: target.name), limit: limits.witnesses)
                }
            } else {
                for reach in paths where wanted.contains(reach.node) && reach.node != source {
                    result.add(.path(reach.path), limit: limits.witnesses)
                }
            }
        }
        // The way that is shown first should be the one that is understood soonest.
        result.witnesses.sort { $0.length < $1.length }
    }

    /// Everywhere that data comes to from one place in one step, or over one service, each with a way.
    private func paths(from source: FlowNode, _ assertion: FlowAssertion, _ query: FlowQuery) -> [FlowReach] {
        func passesOn(_ node: FlowNode) -> Bool { graph.passesOn(node) && !query.excluded.contains(node) }
        var known: Set<FlowNode> = [source]
        var found: [FlowReach] = []
        var ways: [(node: FlowNode, edges: [FlowEdge])] = [(source, [])]
        var next = 0
        while next < ways.count {
            let way = ways[next]
            next += 1
            guard way.edges.isEmpty || (assertion.isTransitive && passesOn(way.node)) else { continue }
            for edge in graph.edges(from: way.node, query) where Self.belongs(edge, to: assertion.service) {
                guard known.insert(edge.target).inserted else { continue }
                found.append(FlowReach(node: edge.target, path: FlowPath(edges: way.edges + [edge])))
                ways.append((edge.target, way.edges + [edge]))
            }
        }
        return found
    }

    private static func belongs(_ edge: FlowEdge, to service: CallPattern?) -> Bool {
        guard let service else { return true }
        guard let call = edge.call else { return false }
        return service.matches(service: call.request.service, argument: call.request.argument)
    }

    static func kinds(_ strength: FlowStrength) -> FlowKinds { strength == .allow ? .withoutPrompt : .all }
}
