/// Everything that an admin has configured, checked as a whole.
package struct Configuration: Hashable, Sendable {
    /// The most VMs that one host may define.
    package static let maximumMachineCount = 1000

    /// What belongs to the host.
    package let settings: HostSettings
    /// The VMs, ordered by name; each name occurs once.
    package let machines: [MachineDefinition]

    /// Puts a configuration together.
    ///
    /// - Parameters:
    ///   - settings: What belongs to the host.
    ///   - machines: The VMs in any order; of two with one name the later counts.
    package init(settings: HostSettings = HostSettings(), machines: some Sequence<MachineDefinition> = []) {
        self.settings = settings
        let byName = Dictionary(machines.map { ($0.name, $0) }) { _, later in later }
        self.machines = byName.values.sorted { $0.name < $1.name }
    }

    /// The definition of `name`, or nil when there is none.
    package subscript(name: MachineName) -> MachineDefinition? {
        // Halving keeps a thousand VMs at ten comparisons without a second copy of the table.
        var low = 0
        var high = machines.count
        while low < high {
            let middle = (low + high) / 2
            if machines[middle].name < name {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < machines.count, machines[low].name == name else { return nil }
        return machines[low]
    }

    /// The VM that a named disposable is made of; nil for a VM of another class.
    package func disposableBase(of definition: MachineDefinition) -> MachineDefinition? {
        definition.machineClass == .dispVM ? definition.template.flatMap { self[$0] } : nil
    }

    /// The names of the VMs that start with the host, in order.
    package var autostartNames: [MachineName] {
        machines.filter(\.autostart).map(\.name)
    }

    /// Who needs whom.
    package var dependencies: DependencyGraph {
        DependencyGraph(machines)
    }
}
