import Machines

extension MachineDefinition {
    /// A disposable of this VM: it has its network, its label and its tags, and nothing that lasts.
    func disposable(named name: MachineName) -> MachineDefinition {
        var definition = self
        definition.name = name
        definition.machineClass = .dispVM
        definition.template = self.name
        definition.autostart = false
        definition.providesNetwork = false
        definition.templateForDispvms = false
        definition.defaultDispvm = defaultDispvm ?? self.name
        definition.restart = RestartPolicy()
        return definition
    }
}
