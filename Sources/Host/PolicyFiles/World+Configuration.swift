package import Machines
package import Policy

extension World {
    /// The VMs of a configuration, as they are before any of them runs.
    ///
    /// - Parameter configuration: What the admin has configured.
    package init(_ configuration: Configuration) { self.init(configuration.machines.map { Domain($0) }) }
}

extension Domain {
    /// A VM as an admin defined it, not running.
    package init(_ definition: MachineDefinition) {
        let name = definition.name.text
        self.init(
            name: name, uuid: StableUUID.ofMachine(named: name), type: definition.machineClass.rawValue)
        tags = Set(definition.tags.map(\.text))
        isDisposableTemplate = definition.templateForDispvms
        defaultDisposable = definition.defaultDispvm?.text
        label = definition.label.rawValue
        netvm = definition.netvm?.text
        providesNetwork = definition.providesNetwork
        template = definition.template?.text
    }
}
