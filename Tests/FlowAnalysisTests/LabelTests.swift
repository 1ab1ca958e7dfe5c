import FlowAnalysis
import Policy
import Testing

@Suite struct LabelTests {
    /// public < internal < secret, with two clients.
    private func model(
        _ property: LabelModel.Property = .confidentiality, _ rules: [(NodeSelector, String, [String])],
        _ downgraders: [Downgrader] = []
    ) throws -> LabelModel {
        let lattice = try #require(
            LabelLattice(levels: ["public", "internal", "secret"], compartments: ["clientA", "clientB"]))
        let made = try rules.map { nodes, level, compartments in
            LabelRule(nodes: nodes, label: try #require(lattice.label(level, compartments: compartments)))
        }
        return LabelModel(property: property, lattice: lattice, rules: made, downgraders: downgraders)
    }

    private let chain = "app.Copy * vault personal allow\napp.Copy * personal work allow"

    @Test func `labels are ordered by level and compartments`() throws {
        let lattice = try #require(LabelLattice(levels: ["low", "high"], compartments: ["a", "b"]))
        let low = try #require(lattice.label("low"))
        let highA = try #require(lattice.label("high", compartments: ["a"]))
        let lowAB = try #require(lattice.label("low", compartments: ["a", "b"]))
        #expect(highA.dominates(low) && !low.dominates(highA) && highA.dominates(highA))
        #expect(!highA.dominates(lowAB) && !lowAB.dominates(highA))
        #expect(lattice.text(of: highA.join(lowAB)) == "high {a b}")
        #expect(lattice.text(of: highA.meet(lowAB)) == "low {a}")
        #expect(lattice.label("higher") == nil && lattice.label("low", compartments: ["c"]) == nil)
        #expect(LabelLattice(levels: ["a", "a"]) == nil && LabelLattice(levels: []) == nil)
    }

    @Test func `no information goes down by whatever way`() throws {
        let graph = SmallSystem.graph(chain)
        let model = try model(.confidentiality, [(.machine("vault"), "secret", []), (.machine("work"), "public", [])])
        let verdicts = graph.violations(of: model)
        #expect(verdicts.map(\.path.text) == ["vault -> personal -> work"])
        #expect(verdicts.map { model.lattice.text(of: $0.sourceLabel) } == ["secret"])
        #expect(verdicts.flatMap { graph.replay($0.path) } == [])
    }

    @Test func `a path over a labelled node is told once by the part that breaks the rule`() throws {
        let graph = SmallSystem.graph(chain)
        let rules: [(NodeSelector, String, [String])] = [
            (.machine("vault"), "secret", []), (.machine("personal"), "internal", []),
            (.machine("work"), "internal", []),
        ]
        #expect(graph.violations(of: try model(.confidentiality, rules)).map(\.path.text) == ["vault -> personal"])
        #expect(graph.violations(of: try model(.integrity, rules)).map(\.path.text) == [])
        let upward = SmallSystem.graph("app.Copy * work personal allow\napp.Copy * personal vault allow")
        #expect(upward.violations(of: try model(.confidentiality, rules)).map(\.path.text) == [])
        #expect(upward.violations(of: try model(.integrity, rules)).map(\.path.text) == ["personal -> vault"])
    }

    @Test func `compartments keep apart what levels do not`() throws {
        let rules: [(NodeSelector, String, [String])] = [
            (.machine("vault"), "internal", ["clientA"]), (.machine("personal"), "secret", ["clientA", "clientB"]),
            (.machine("work"), "secret", ["clientB"]),
        ]
        let verdicts = SmallSystem.graph(chain).violations(of: try model(.confidentiality, rules))
        #expect(verdicts.map(\.path.text) == ["personal -> work"])
    }

    @Test func `a declassifier is a step that may break the rule`() throws {
        let rules: [(NodeSelector, String, [String])] = [
            (.machine("vault"), "secret", []), (.machine("work"), "public", []),
        ]
        let exception = Downgrader(service: "app.Copy", by: .machine("personal"), reason: "a person looks at it")
        let other = Downgrader(service: "app.Edit", by: .machine("personal"), reason: "another way")
        let graph = SmallSystem.graph(chain)
        #expect(graph.violations(of: try model(.confidentiality, rules, [exception])) == [])
        #expect(graph.violations(of: try model(.confidentiality, rules, [other])).count == 1)
    }

    @Test func `what says most of a node gives its label`() throws {
        let world = SmallSystem.world {
            if $0.name != "sys-net" { $0.tags = ["own"] }
        }
        let graph = SmallSystem.graph("app.Edit * vault @dispvm allow", world: world)
        let model = try model(
            .confidentiality,
            [
                (.everything, "public", []), (.tag("own"), "internal", []), (.machine("vault"), "secret", []),
                (.type("AppVM"), "secret", []), (.disposablesCaused(by: "vault"), "secret", ["clientA"]),
            ])
        let labels = graph.labels(of: model).mapValues { model.lattice.text(of: $0) }
        #expect(labels[.internet] == "public")
        #expect(labels[.domain("sys-net")] == "secret")
        #expect(labels[.domain("work")] == "internal")
        #expect(labels[.domain("vault")] == "secret")
        #expect(labels[.disposable(template: "dvm", creator: "vault")] == "secret {clientA}")
    }

    // MARK: Chinese walls

    private let clients = ConflictClass(
        name: "clients",
        sides: [
            ConflictClass.Side(name: "A", nodes: [.machine("work")]),
            ConflictClass.Side(name: "B", nodes: [.machine("personal")]),
        ])

    @Test func `a VM that hears of both sides is on neither side of the wall`() {
        let graph = SmallSystem.graph("app.Copy * work vault allow\napp.Copy * personal vault allow")
        let verdicts = graph.violations(of: clients)
        #expect(verdicts.map(\.node) == [.domain("vault")])
        #expect(verdicts[0].meetings.map { $0.path?.text } == ["work -> vault", "personal -> vault"])
        let exempt = ConflictClass(name: "clients", sides: clients.sides, exempt: [.machine("vault")])
        #expect(graph.violations(of: exempt) == [])
    }

    @Test func `one side that reaches the other breaks the wall`() {
        let verdicts = SmallSystem.graph("app.Copy * work personal allow").violations(of: clients)
        #expect(verdicts.map(\.node) == [.domain("personal")])
        #expect(verdicts[0].meetings.map(\.side) == ["A", "B"])
        #expect(verdicts[0].meetings.map { $0.path?.text } == ["work -> personal", nil])
    }

    @Test func `a netvm of both sides keeps them apart while it can be believed`() {
        #expect(SmallSystem.graph("").violations(of: clients) == [])
        let hostile = SmallSystem.graph("", options: FlowOptions(mode: .hostile)).violations(of: clients)
        #expect(hostile.map(\.node.name).contains("sys-firewall"))
        let told = SmallSystem.graph("app.Copy * work sys-firewall allow\napp.Copy * personal sys-firewall allow")
        #expect(told.violations(of: clients).map(\.node.name).contains("sys-firewall"))
    }

    @Test func `who is exempt does not carry one side to the other`() {
        let policy = "app.Copy * work vault allow\napp.Copy * vault personal allow"
        #expect(SmallSystem.graph(policy).violations(of: clients).map(\.node.name) == ["personal"])
        let exempt = ConflictClass(name: "clients", sides: clients.sides, exempt: [.machine("vault")])
        #expect(SmallSystem.graph(policy).violations(of: exempt) == [])
    }
}
