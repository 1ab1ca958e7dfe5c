import ManagerClient

/// Tables of VMs.
enum MachineTable {
    /// A table in the order of `machines`.
    static func make(_ machines: [MachineSnapshot], columns: [MachineColumn]) -> Table {
        table(machines.map { ($0, "") }, columns: columns)
    }

    /// A table in which each VM stands below the one that gives it its network.
    ///
    /// A VM whose netvm is not among `machines` stands at the left, as do the members of a cycle.
    static func tree(_ machines: [MachineSnapshot], columns: [MachineColumn]) -> Table {
        let names = Set(machines.map(\.name))
        let children = Dictionary(grouping: machines.filter { names.contains($0.netvm) }, by: \.netvm)
        var placed: [(MachineSnapshot, String)] = []
        var seen: Set<String> = []
        func place(_ machine: MachineSnapshot, prefix: String, childPrefix: String) {
            guard seen.insert(machine.name).inserted else { return }
            placed.append((machine, prefix))
            let below = (children[machine.name] ?? []).filter { !seen.contains($0.name) }
            for (index, child) in below.enumerated() {
                let isLast = index == below.count - 1
                place(
                    child, prefix: childPrefix + (isLast ? "└─ " : "├─ "),
                    childPrefix: childPrefix + (isLast ? "   " : "│  "))
            }
        }
        for machine in machines where !names.contains(machine.netvm) { place(machine, prefix: "", childPrefix: "") }
        for machine in machines { place(machine, prefix: "", childPrefix: "") }
        return table(placed, columns: columns)
    }

    private static func table(_ machines: [(MachineSnapshot, String)], columns: [MachineColumn]) -> Table {
        Table(
            columns: columns.map { Table.Column(title: $0.title, isNumeric: $0.isNumeric) },
            rows: machines.map { machine, prefix in
                columns.map {
                    Table.Cell($0.text(machine), $0.style(machine), prefix: $0 == .name ? prefix : "")
                }
            })
    }
}
