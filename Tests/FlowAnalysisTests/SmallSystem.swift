import FlowAnalysis
import Policy

/// A system to try things on: a vault without network, two VMs with one, and a template of disposables that has one.
enum SmallSystem {
    static func domain(
        _ name: String, type: String = "AppVM", netvm: String? = nil, change: (inout Domain) -> Void = { _ in }
    ) -> Domain {
        var domain = Domain(name: name, uuid: "uuid-of-\(name)", type: type)
        domain.netvm = netvm
        change(&domain)
        return domain
    }

    /// vault (offline), work and personal (online), dvm (template of disposables, online), a firewall and an uplink.
    static func world(_ more: [Domain] = [], change: (inout Domain) -> Void = { _ in }) -> World {
        var domains = [
            domain("sys-net") { $0.providesNetwork = true },
            domain("sys-firewall", netvm: "sys-net") { $0.providesNetwork = true },
            domain("dvm", netvm: "sys-firewall") { $0.isDisposableTemplate = true },
            domain("personal", netvm: "sys-firewall") { $0.defaultDisposable = "dvm" },
            domain("vault") { $0.defaultDisposable = "dvm" },
            domain("work", netvm: "sys-firewall") { $0.defaultDisposable = "dvm" },
        ]
        for index in domains.indices { change(&domains[index]) }
        return World(domains + more)
    }

    /// What the services of these tests do.
    static let services = ServiceMap([
        entry("app.Copy", .forward), entry("app.Fetch", .backward), entry("app.Edit", .both),
        entry("app.Shell", .both, .full), entry("app.Start", .none, .low),
        entry("app.Notice", .forward, bandwidth: .low),
        entry("bulkhead.Network", .both),
    ])

    static func entry(
        _ name: String, _ data: ServiceDirection, _ control: ControlLevel = .none, bandwidth: ServiceBandwidth = .high,
        group: ServiceClass = .other
    ) -> ServiceEntry {
        ServiceEntry(
            pattern: ServicePattern(name) ?? .service(name), data: data, control: control, bandwidth: bandwidth,
            group: group)
    }

    /// The rules of a policy file; nil when it has a mistake.
    static func rules(_ text: String) -> RuleSet? {
        let tree = PolicyTree(["policy.d/50-test.policy": Array(text.utf8)])
        return PolicyReader(mode: .strict).read(PolicyLayout(directory: "policy.d"), from: tree).rules
    }

    /// A graph of a policy file; of an empty policy when it has a mistake, which no test expects.
    static func graph(
        _ text: String, world: World = world(), services: ServiceMap = services, options: FlowOptions = FlowOptions(),
        mode: PolicyMode = .strict
    ) -> FlowGraph {
        FlowGraph(
            CompiledPolicy(rules: rules(text) ?? RuleSet(), world: world, mode: mode), services: services,
            options: options)
    }
}

extension FlowGraph {
    /// The shortest path between two nodes by their names as text, its kinds included; nil when there is none.
    func way(_ source: String, _ target: String, _ query: FlowQuery = FlowQuery()) -> String? {
        path(from: nodes(named: source), to: nodes(named: target), query).map { path in
            path.edges.reduce(path.nodes[0].name) { text, edge in
                text + " -[\(edge.call?.service ?? edge.kind.word) \(edge.kind.word)]> " + edge.target.name
            }
        }
    }
}

extension FlowQuery {
    /// Data, without prompts.
    static let freeData = FlowQuery(kinds: .withoutPrompt, content: .data)
    /// Data, prompts answered with yes.
    static let data = FlowQuery(content: .data)
    /// Command.
    static let control = FlowQuery(content: .control)
}
