import Policy

/// The connections that a world's own properties make, without any call.
struct WorldConnections {
    /// The edges.
    private(set) var edges: [FlowEdge] = []

    private let policy: CompiledPolicy
    private let world: World
    private let options: FlowOptions

    /// Finds the connections of every VM among some nodes.
    ///
    /// - Parameters:
    ///   - table: The nodes.
    ///   - policy: The policy, for attachments that it decides.
    ///   - options: Whether it decides them.
    init(_ table: NodeTable, policy: CompiledPolicy, options: FlowOptions) {
        self.policy = policy
        world = policy.world
        self.options = options
        for (number, node) in table.nodes.enumerated() {
            guard let domain = table.domains[number] else { continue }
            addNetwork(node, domain)
            addImages(node, domain)
            addPeers(node, domain)
        }
    }

    private mutating func addNetwork(_ node: FlowNode, _ number: Int) {
        let domain = world.domains[number]
        guard let netvm = domain.netvm, let other = world.index(named: netvm) else {
            if domain.providesNetwork {
                add(node, .internet, .network)
                add(.internet, node, .inbound)
            }
            return
        }
        guard options.decidesNetwork else {
            add(node, .domain(netvm), .network)
            add(.domain(netvm), node, .inbound)
            return
        }
        let request = PolicyRequest(service: FlowGraph.networkService, source: domain.name, target: netvm)
        let decision = policy.decide(request)
        guard decision.outcome != .deny, let rule = decision.rule, decision.target.map({ reaches($0, other) }) ?? true
        else { return }
        let assumption = ServiceMap.Match(entry: .network, isUnknown: false)
        for isForward in [true, false] {
            let call = FlowCall(
                request: request, reached: .domain(other), rule: rule, place: policy.rules.place(of: rule),
                isForward: isForward, assumption: assumption, isOneWay: false)
            edges.append(
                isForward
                    ? FlowEdge(source: node, target: .domain(netvm), kind: .network, content: .data, call: call)
                    : FlowEdge(source: .domain(netvm), target: node, kind: .inbound, content: .data, call: call))
        }
    }

    private func reaches(_ destination: Destination, _ domain: Int) -> Bool {
        switch destination {
        case .domain(domain, _): true
        case .adminVM: domain == world.adminIndex
        default: false
        }
    }

    private mutating func addImages(_ node: FlowNode, _ number: Int) {
        let domain = world.domains[number]
        guard let name = domain.template, let template = world.index(named: name) else { return }
        let parent = world.domains[template]
        guard domain.type == "DispVM" else { return add(.domain(name), node, .rootImage, [.data, .control]) }
        add(.domain(name), node, .privateImage, [.data, .control])
        if let root = parent.template, world.index(named: root) != nil {
            add(.domain(root), node, .rootImage, [.data, .control])
        }
    }

    private mutating func addPeers(_ node: FlowNode, _ number: Int) {
        let domain = world.domains[number]
        if let name = domain.guivm, name != domain.name, world.index(named: name) != nil {
            add(node, .domain(name), .desktop)
            add(.domain(name), node, .desktop, [.data, .control])
        }
        if let name = domain.audiovm, name != domain.name, world.index(named: name) != nil {
            add(node, .domain(name), .sound)
            add(.domain(name), node, .sound)
        }
        if domain.type == "RemoteVM", let name = domain.relay, world.index(named: name) != nil {
            add(node, .domain(name), .relay)
            add(.domain(name), node, .relay, [.data, .control])
        }
    }

    private mutating func add(
        _ source: FlowNode, _ target: FlowNode, _ kind: FlowKind, _ content: FlowContent = .data
    ) {
        if source == target { return }
        edges.append(FlowEdge(source: source, target: target, kind: kind, content: content))
    }
}

extension ServiceEntry {
    /// A link between a VM and its netvm.
    fileprivate static let network = Self(
        pattern: .service(FlowGraph.networkService), data: .both, group: .network, about: "The VM's network.")
}
