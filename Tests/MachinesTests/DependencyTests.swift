import Machines
import Testing

@Suite struct DependencyTests {
    /// Makes definitions of `name: netvm` pairs.
    private func machines(_ netvms: KeyValuePairs<String, String?>) throws -> [MachineDefinition] {
        try netvms.map { name, netvm in
            try MachineDefinition(
                name: MachineName(name), machineClass: .appVM, label: .red, template: MachineName("debian-12"),
                netvm: netvm.map { try MachineName($0) })
        }
    }

    private func graph(_ netvms: KeyValuePairs<String, String?>) throws -> DependencyGraph {
        DependencyGraph(try machines(netvms))
    }

    private func names(_ texts: String...) throws -> [MachineName] {
        try texts.map { try MachineName($0) }
    }

    @Test func `a plan starts a netvm before those who need it, and stops it after them`() throws {
        let graph = try graph([
            "work": "sys-firewall", "sys-firewall": "sys-net", "sys-net": nil, "bank": "sys-firewall", "vault": nil,
        ])
        let plan = try StartPlan(starting: graph.names, in: graph)
        #expect(
            try plan.waves == [names("sys-net", "vault"), names("sys-firewall"), names("bank", "work")])
        #expect(plan.shutdownWaves == plan.waves.reversed())
        #expect(try plan.prerequisites[MachineName("work")] == names("sys-firewall"))
        #expect(try plan.prerequisites[MachineName("vault")] == [])
        #expect(plan.names.count == 5)
    }

    @Test func `a plan for one VM brings what it needs and nothing else`() throws {
        let graph = try graph(["a": "b", "b": "c", "c": nil, "d": "c"])
        let plan = try StartPlan(starting: names("a", "unknown"), in: graph)
        #expect(try plan.waves == [names("c"), names("b"), names("a")])
    }

    @Test func `a plan of nothing is empty`() throws {
        let plan = try StartPlan(starting: [], in: graph(["a": nil]))
        #expect(plan.waves.isEmpty && plan.names.isEmpty)
    }

    @Test func `a cycle is reported as the names on it, whoever leads into it`() throws {
        let graph = try graph(["a": "b", "b": "c", "c": "b", "d": "d", "e": nil])
        #expect(try graph.netvmCycles == [names("b", "c"), names("d")])
        #expect(throws: DependencyError.cycle(try names("b", "c"))) {
            try StartPlan(starting: names("a"), in: graph)
        }
        #expect(DependencyError.cycle(try names("b", "c")).description == "the netvms form a cycle: b -> c -> b")
        #expect(throws: Never.self) { try StartPlan(starting: names("e"), in: graph) }
    }

    @Test func `templates make cycles too, but no start order`() throws {
        var machines = try machines(["a": nil, "b": nil])
        machines[0].template = machines[1].name
        let straight = DependencyGraph(machines)
        #expect(straight.templateCycles.isEmpty)
        #expect(try StartPlan(starting: names("a"), in: straight).waves == [names("a")])
        machines[1].template = machines[0].name
        #expect(try DependencyGraph(machines).templateCycles == [names("a", "b")])
    }

    @Test func `dependents are all who lose their network`() throws {
        let graph = try graph(["a": "b", "b": "c", "c": nil, "d": "c", "e": nil])
        #expect(try graph.dependents(of: MachineName("c")) == names("a", "b", "d"))
        #expect(try graph.dependents(of: MachineName("a")) == [])
        #expect(try graph.clients(of: MachineName("c")) == names("b", "d"))
    }

    @Test func `a chain of a thousand VMs is planned in order`() throws {
        let machines = try (0..<1000).map { number in
            try MachineDefinition(
                name: MachineName("vm\(number)"), machineClass: .appVM, label: .red,
                netvm: number == 0 ? nil : MachineName("vm\(number - 1)"))
        }
        let graph = DependencyGraph(machines)
        let plan = try StartPlan(starting: graph.names, in: graph)
        #expect(plan.names.map(\.text) == (0..<1000).map { "vm\($0)" })
        #expect(graph.netvmCycles.isEmpty)
    }

    @Test func `a configuration is ordered by name and finds each VM`() throws {
        var machines = try machines(["c": nil, "a": nil, "b": nil])
        machines[2].autostart = true
        let configuration = Configuration(machines: machines)
        #expect(try configuration.machines.map(\.name) == names("a", "b", "c"))
        #expect(try configuration.autostartNames == names("b"))
        for machine in machines { #expect(configuration[machine.name] == machine) }
        #expect(configuration[try MachineName("d")] == nil)
        #expect(Configuration()[try MachineName("a")] == nil)
    }

    @Test func `of two definitions of one name the later counts`() throws {
        var machines = try machines(["a": nil, "a": nil])
        machines[1].memoryMiB = 512
        #expect(Configuration(machines: machines).machines.map(\.memoryMiB) == [512])
    }

    @Test func `a range of user ids contains its ends and nothing beyond`() {
        let range = UserIDRange(first: 200_000, count: 10)
        #expect(range.contains(200_000) && range.contains(200_009))
        #expect(!range.contains(199_999) && !range.contains(200_010) && !range.contains(.max))
    }
}
