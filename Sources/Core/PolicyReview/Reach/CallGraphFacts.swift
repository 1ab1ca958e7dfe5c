import Policy

/// What a call graph needs to know of the VMs of one world.
struct CallGraphFacts {
    /// Which names there are.
    let callers: BitRow
    /// Which VMs take calls: all but a RemoteVM without relay or transport.
    let reachable: BitRow
    /// Which run already.
    let running: BitRow
    /// Which a prompt may offer.
    let offered: BitRow
    /// The number of dom0.
    let admin: Int?
    private let byName: [String: Int]
    private let byUUID: [String: Int]

    init(_ world: World, _ space: RequestSpace) {
        var callers = BitRow(count: space.names.count)
        var reachable = callers
        var running = callers
        var offered = callers
        var byName: [String: Int] = [:]
        var byUUID: [String: Int] = [:]
        for (number, name) in space.names.enumerated() {
            guard let index = world.index(named: name) else { continue }
            let domain = world.domains[index]
            callers[number] = true
            byName[name] = number
            byUUID[domain.uuid] = number
            reachable[number] = domain.type != "RemoteVM" || (domain.relay != nil && domain.transport != nil)
            offered[number] = !domain.isInternal
            running[number] = domain.isRunning || name == World.adminName
        }
        self.callers = callers
        self.reachable = reachable
        self.running = running
        self.offered = offered
        self.byName = byName
        self.byUUID = byUUID
        admin = byName[World.adminName]
    }

    /// The number of a VM.
    func number(of name: String) -> Int? { byName[name] }

    /// The VM that a `target=` names; nil when it is none.
    func redirect(_ token: Token, _ rules: RuleSet) -> Int? {
        if token.isAdminVM { return admin }
        switch token {
        case .name(let name): return byName[rules.vocabulary[name]]
        case .uuid(let uuid): return byUUID[rules.vocabulary[uuid]]
        default: return nil
        }
    }
}
