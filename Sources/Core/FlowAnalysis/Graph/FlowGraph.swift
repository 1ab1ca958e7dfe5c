package import Policy

/// Where information can go: a policy, a world and a service map as one graph.
package struct FlowGraph: Sendable {
    /// The policy against the world of ``options``, with a stand-in for the disposables of each template.
    ///
    /// Every VM is taken to be running: `autostart=no` says when a call works, not whether it ever may.
    package let policy: CompiledPolicy
    /// What is assumed of the services.
    package let services: ServiceMap
    /// What else it was built with.
    package let options: FlowOptions
    /// Every place that information can be, sorted.
    package let nodes: [FlowNode]

    /// Builds the graph.
    ///
    /// - Parameters:
    ///   - policy: The rules and the world.
    ///   - services: What is assumed of the services.
    ///   - options: Mode, attachments, more services.
    package init(_ policy: CompiledPolicy, services: ServiceMap, options: FlowOptions = FlowOptions()) {
        self.policy = policy
        self.services = services
        self.options = options
        nodes = []
    }

    /// The nodes that a word means: a VM's name, `dom0`, `INTERNET`, `@tag:TAG`, `@type:CLASS`, `@dispvm:TEMPLATE`,
    /// `device:NAME`, or a node's own ``FlowNode/name``.
    package func nodes(named word: String) -> [FlowNode] { [] }

    /// The nodes that a declaration speaks of.
    package func nodes(_ selector: NodeSelector) -> [FlowNode] { [] }

    /// One of the shortest paths from one node to another, or nil when there is none.
    package func path(from source: FlowNode, to target: FlowNode, _ query: FlowQuery = FlowQuery()) -> FlowPath? { nil }

    /// One of the shortest paths from any of some nodes to any of others, or nil when there is none.
    package func path(
        from sources: [FlowNode], to targets: [FlowNode], _ query: FlowQuery = FlowQuery()
    ) -> FlowPath? { nil }

    /// Everything that can be reached from a node, the nearest first, each with one of the shortest paths.
    package func reachable(from source: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowReach] { [] }

    /// All edges from one node to another: every service, every kind.
    package func edges(from source: FlowNode, to target: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowEdge] {
        []
    }

    /// All edges that leave a node, by target.
    package func edges(from source: FlowNode, _ query: FlowQuery = FlowQuery()) -> [FlowEdge] { [] }

    /// Who reaches whom, for all pairs at once.
    package func closure(_ query: FlowQuery = FlowQuery()) -> FlowClosure { FlowClosure() }

    /// Asks the policy again about every step of a path.
    ///
    /// - Parameter path: A path of this graph, or one that claims to be.
    /// - Returns: The steps that are not as they say; empty for every path that this graph gives.
    package func replay(_ path: FlowPath) -> [ReplayFailure] { [] }

    /// The flows that labels forbid, shortest first.
    ///
    /// - Parameters:
    ///   - model: The labels.
    ///   - query: What counts as a flow; its downgraders are replaced by the model's.
    /// - Returns: One verdict for each pair of labelled nodes whose path breaks the rule and holds no shorter one.
    package func violations(of model: LabelModel, _ query: FlowQuery = FlowQuery()) -> [LabelVerdict] { [] }

    /// The VMs where two sides of a Chinese wall meet.
    package func violations(of conflict: ConflictClass, _ query: FlowQuery = FlowQuery()) -> [WallVerdict] { [] }
}
