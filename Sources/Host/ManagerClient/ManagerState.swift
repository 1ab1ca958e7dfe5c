/// Everything that the manager shows, at one time.
package struct ManagerState: Hashable, Sendable {
    package var manager: ManagerSnapshot
    /// Ordered by name.
    package var machines: [MachineSnapshot]

    package init(manager: ManagerSnapshot, machines: [MachineSnapshot]) {
        self.manager = manager
        self.machines = machines
    }
}
