/// Who needs whom: the edges between VMs that their definitions make.
///
/// A name that no definition has makes no edge: whether it is an image template or a mistake is not for the graph to
/// say.
package struct DependencyGraph: Hashable, Sendable {
    /// The VMs, in order.
    package let names: [MachineName]
    private let netvms: [MachineName: MachineName]
    private let templates: [MachineName: MachineName]
    private let clients: [MachineName: [MachineName]]

    /// Builds the graph of some definitions.
    package init(_ machines: some Sequence<MachineDefinition>) {
        let machines = machines.sorted { $0.name < $1.name }
        let known = Set(machines.map(\.name))
        var netvms: [MachineName: MachineName] = [:]
        var templates: [MachineName: MachineName] = [:]
        var clients: [MachineName: [MachineName]] = [:]
        for machine in machines {
            if let netvm = machine.netvm, known.contains(netvm) {
                netvms[machine.name] = netvm
                clients[netvm, default: []].append(machine.name)
            }
            if let template = machine.template, known.contains(template) {
                templates[machine.name] = template
            }
        }
        names = machines.map(\.name)
        self.netvms = netvms
        self.templates = templates
        self.clients = clients
    }

    /// The VM that must be running before `name` can start, or nil when it needs none.
    ///
    /// A template is not among them: its image is needed, not its process.
    package func prerequisite(of name: MachineName) -> MachineName? {
        netvms[name]
    }

    /// The VMs that take their network from `name` directly, in order.
    package func clients(of name: MachineName) -> [MachineName] {
        clients[name] ?? []
    }

    /// The VMs that lose their network when `name` stops, directly or through others, in order and without `name`.
    package func dependents(of name: MachineName) -> [MachineName] {
        var found: Set<MachineName> = []
        var pending = clients(of: name)
        while let next = pending.popLast() {
            guard next != name, found.insert(next).inserted else { continue }
            pending += clients(of: next)
        }
        return found.sorted()
    }

    /// The cycles of the network, each as the names on it in the order of the edges, starting with the least.
    package var netvmCycles: [[MachineName]] {
        cycles(in: netvms)
    }

    /// The cycles of templates, each as the names on it in the order of the edges, starting with the least.
    package var templateCycles: [[MachineName]] {
        cycles(in: templates)
    }

    /// Every VM has at most one edge, so each chain ends or runs into exactly one cycle.
    private func cycles(in edges: [MachineName: MachineName]) -> [[MachineName]] {
        var cycles: [[MachineName]] = []
        var visited: Set<MachineName> = []
        for start in names where !visited.contains(start) {
            var chain: [MachineName] = []
            var next: MachineName? = start
            while let name = next, visited.insert(name).inserted {
                chain.append(name)
                next = edges[name]
            }
            guard let meeting = next, let first = chain.firstIndex(of: meeting) else { continue }
            cycles.append(rotated(Array(chain[first...])))
        }
        return cycles.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The cycle, turned so that the least name comes first and one cycle is always reported alike.
    private func rotated(_ cycle: [MachineName]) -> [MachineName] {
        guard let least = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) else { return cycle }
        return Array(cycle[least...] + cycle[..<least])
    }
}
