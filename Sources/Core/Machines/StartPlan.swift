/// In which order some VMs start, with everything that they need.
///
/// VMs of one wave do not need each other. Waves are for showing; a manager does better to start each VM as soon as
/// its prerequisite runs.
package struct StartPlan: Hashable, Sendable {
    /// The VMs to start, in waves: each VM's prerequisite is in an earlier one; ordered by name within a wave.
    package let waves: [[MachineName]]
    /// For each VM to start, the VMs that must be running before.
    package let prerequisites: [MachineName: [MachineName]]

    /// Plans the start of `names` and of everything that they need.
    ///
    /// - Parameters:
    ///   - names: The VMs wanted; names that the graph does not have are left out.
    ///   - graph: Who needs whom.
    /// - Throws: ``DependencyError`` when a VM would have to run before itself.
    package init(
        starting names: some Sequence<MachineName>, in graph: DependencyGraph
    ) throws(DependencyError) {
        let known = Set(graph.names)
        var depths: [MachineName: Int] = [:]
        for name in names where known.contains(name) {
            var chain: [MachineName] = []
            var onChain: Set<MachineName> = []
            var next: MachineName? = name
            while let member = next, depths[member] == nil {
                guard onChain.insert(member).inserted else {
                    throw .cycle(Array(chain.drop { $0 != member }))
                }
                chain.append(member)
                next = graph.prerequisite(of: member)
            }
            var depth = next.flatMap { depths[$0] } ?? -1
            for member in chain.reversed() {
                depth += 1
                depths[member] = depth
            }
        }
        let count = depths.values.max().map { $0 + 1 } ?? 0
        var waves = [[MachineName]](repeating: [], count: count)
        for name in depths.keys.sorted() {
            guard let depth = depths[name] else { continue }
            waves[depth].append(name)
        }
        self.waves = waves
        var prerequisites: [MachineName: [MachineName]] = [:]
        for name in depths.keys {
            prerequisites[name] = graph.prerequisite(of: name).map { [$0] } ?? []
        }
        self.prerequisites = prerequisites
    }

    /// The VMs in the order of their start.
    package var names: [MachineName] {
        waves.flatMap(\.self)
    }

    /// The same VMs in the order in which they shut down: those that need others first.
    package var shutdownWaves: [[MachineName]] {
        waves.reversed()
    }
}
