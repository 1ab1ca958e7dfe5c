package import Policy

/// Where information can go: a policy, a world and a service map as one graph.
///
/// Nodes are the VMs, the INTERNET, devices, and one node for the disposables that each VM causes of each template: a
/// disposable that the vault causes knows what the vault gave it, and has the network of its template.
package struct FlowGraph: Sendable {
    /// The policy against the world of ``options``, with a stand-in for the disposables of each template.
    ///
    /// Every VM is taken to be running: `autostart=no` says when a call works, not whether it ever may.
    package let policy: CompiledPolicy
    /// What is assumed of the services.
    package let services: ServiceMap
    /// What else it was built with.
    package let options: FlowOptions

    let world: FlowWorld
    let table: NodeTable
    /// The calls, by the domain that makes them.
    let fans: [CallFan]
    /// For each domain its ``fans``.
    let ranges: [Range<Int>]
    /// The edges that are no calls.
    let connections: [FlowEdge]
    /// For each node the numbers of the ``connections`` that leave it.
    let connectionsOfNode: [[Int]]

    /// Builds the graph.
    ///
    /// - Parameters:
    ///   - policy: The rules and the world.
    ///   - services: What is assumed of the services.
    ///   - options: Mode, attachments, more services.
    package init(_ policy: CompiledPolicy, services: ServiceMap, options: FlowOptions = FlowOptions()) {
        let world = FlowWorld(policy.world)
        let policy = CompiledPolicy(rules: policy.rules, world: world.world, mode: policy.mode)
        let survey = CallSurvey(policy, world: world, services: services, extraServices: options.services)
        let ends = options.attachments.flatMap { [$0.source, $0.target] }
        let table = NodeTable(world, fans: survey.fans, ranges: survey.ranges, ends: ends)
        var connections = WorldConnections(table, policy: policy, options: options).edges
        connections += options.attachments.map {
            FlowEdge(source: $0.source, target: $0.target, kind: $0.kind, content: $0.content)
        }
        var connectionsOfNode = [[Int]](repeating: [], count: table.count)
        for (index, edge) in connections.enumerated() {
            if let number = table.number(of: edge.source) { connectionsOfNode[number].append(index) }
        }
        self.policy = policy
        self.services = services
        self.options = options
        self.world = world
        self.table = table
        fans = survey.fans
        ranges = survey.ranges
        self.connections = connections
        self.connectionsOfNode = connectionsOfNode
    }

    /// Every place that information can be, sorted.
    package var nodes: [FlowNode] { table.nodes }

    /// The service by which the policy decides whether a VM gets its netvm; no guest calls it.
    package static let networkService = "bulkhead.Network"

    /// Services that are no calls between guests.
    static let attachmentServices: Set<String> = [networkService]

    /// Whether what a node learns may go on from it.
    ///
    /// The administrative domain and the INTERNET are where flows end: the one is trusted, and from the other everything
    /// would be everywhere.
    package func passesOn(_ node: FlowNode) -> Bool {
        node != .internet && node != .domain(World.adminName) && !options.trusted.contains(node)
    }
}
