import FlowAnalysis
import Policy
import PolicySamples
import Testing

/// Random policies and worlds, with every answer held against a slower way to it.
@Suite struct RandomGraphTests {
    private static let map = ServiceMap([
        SmallSystem.entry("app.Copy", .forward), SmallSystem.entry("app.Open", .both, .low),
        SmallSystem.entry("app.Open+a", .backward, bandwidth: .low),
    ])

    private func graphs(_ mode: PolicyMode, _ flowMode: FlowMode, count: Int, body: (FlowGraph) throws -> Void) rethrows
    {
        var generator = SampleGenerator(seed: mode == .strict ? 41 : 42)
        for _ in 0..<count {
            let domainCount = Int.random(in: 2...6, using: &generator)
            var domains = generator.world(domainCount).domains
            for index in domains.indices {
                domains[index].providesNetwork = generator.once(in: 4)
                if generator.once(in: 3) { domains[index].netvm = domains.randomElement(using: &generator)?.name }
                if generator.once(in: 3) { domains[index].template = domains.randomElement(using: &generator)?.name }
                if generator.once(in: 5) { domains[index].guivm = domains.randomElement(using: &generator)?.name }
            }
            let ruleCount = Int.random(in: 1...12, using: &generator)
            let rules = generator.rules(ruleCount, domainCount: domainCount)
            let policy = CompiledPolicy(rules: rules, world: World(domains), mode: mode)
            try body(FlowGraph(policy, services: Self.map, options: FlowOptions(mode: flowMode)))
        }
    }

    @Test(arguments: PolicyMode.allCases, FlowMode.allCases)
    func `every path is replayed without a failure and is made of edges of the graph`(
        mode: PolicyMode, flowMode: FlowMode
    ) {
        var stepCount = 0
        graphs(mode, flowMode, count: 15) { graph in
            for query in [FlowQuery(), .freeData, .control] {
                let search = FlowSearch(graph, query)
                for source in graph.nodes {
                    for reach in search.reachable(from: source) {
                        #expect(graph.replay(reach.path) == [])
                        #expect(reach.path.nodes.first == source)
                        #expect(reach.path.nodes.last == reach.node)
                        #expect(!reach.path.edges.isEmpty)
                        stepCount += reach.path.edges.count
                        for edge in reach.path.edges {
                            #expect(query.kinds.contains(edge.kind))
                            #expect(!edge.content.isDisjoint(with: query.content))
                        }
                    }
                }
            }
        }
        #expect(stepCount > 300)
    }

    @Test(arguments: PolicyMode.allCases, FlowMode.allCases)
    func `the closure, the paths and a naive search agree`(mode: PolicyMode, flowMode: FlowMode) {
        var reached = 0
        graphs(mode, flowMode, count: 10) { graph in
            for query in [FlowQuery(), .freeData] {
                let closure = graph.closure(query)
                let search = FlowSearch(graph, query)
                for source in graph.nodes {
                    let naive = Naive.reached(graph, from: source, query)
                    #expect(Set(closure.reached(from: source)) == naive)
                    #expect(Set(search.reachable(from: source).map(\.node)) == naive)
                    for target in graph.nodes {
                        #expect(closure.reaches(source, target) == naive.contains(target))
                        #expect((search.path(from: source, to: target) != nil) == naive.contains(target))
                    }
                    reached += naive.count
                }
            }
        }
        #expect(reached > 300)
    }

    @Test(arguments: PolicyMode.allCases)
    func `every call that the policy lets through is an edge`(mode: PolicyMode) {
        var callCount = 0
        graphs(mode, .hostile, count: 4) { graph in
            let world = graph.policy.world
            var words = ["", "@dispvm", "@adminvm"] + world.domains.map(\.name)
            words += world.domains.filter(\.isDisposableTemplate).map { "@dispvm:" + $0.name }
            for node in graph.nodes {
                guard let domain = graph.domain(of: node) else { continue }
                for service in SampleGenerator.services + ["app.Else"] {
                    for argument in SampleGenerator.arguments + ["+z"] {
                        for word in words {
                            let request = PolicyRequest(
                                service: service, argument: argument, source: domain.name, target: word)
                            for (kind, target) in Naive.targets(of: request, from: node, graph) {
                                let edges = graph.edges(from: node, to: target, FlowQuery(kinds: .calls))
                                #expect(
                                    edges.contains { $0.kind == .allow || kind == .ask }, "\(node.name) \(request)")
                                callCount += 1
                            }
                        }
                    }
                }
            }
        }
        #expect(callCount > 100)
    }

    @Test func `a path that claims too much is not replayed`() throws {
        let graph = SmallSystem.graph("app.Copy * work vault allow\napp.Copy * work personal ask")
        let path = try #require(graph.path(from: .domain("work"), to: .domain("vault")))
        let edge = path.edges[0]
        let forged = [
            FlowEdge(source: edge.source, target: .domain("personal"), kind: .allow, content: .data, call: edge.call),
            FlowEdge(source: .domain("vault"), target: edge.target, kind: .allow, content: .data, call: edge.call),
            FlowEdge(source: edge.source, target: edge.target, kind: .ask, content: .data, call: edge.call),
            FlowEdge(source: edge.source, target: edge.target, kind: .allow, content: .control, call: edge.call),
            FlowEdge(source: edge.source, target: edge.target, kind: .allow, content: .data),
            FlowEdge(source: .domain("vault"), target: .domain("sys-net"), kind: .network, content: .data),
        ]
        for step in forged { #expect(graph.replay(FlowPath(edges: [step])).map(\.step) == [0]) }
        #expect(graph.replay(FlowPath(edges: [edge, edge])).map(\.step) == [1])
    }
}
