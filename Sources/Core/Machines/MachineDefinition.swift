/// One VM as an admin defines it; the value of one file in `vms.d`.
package struct MachineDefinition: Hashable, Sendable {
    /// The memory sizes that are accepted, in MiB: up to 1 TiB.
    package static let memoryLimitsMiB = 64...1_048_576
    /// The numbers of virtual processors that are accepted.
    package static let vcpuLimits = 1...64
    /// The numbers of disposables that may wait.
    package static let preloadLimits = 0...50
    /// The most tags that one VM may have.
    package static let maximumTagCount = 32

    /// The name, unique on the host.
    package var name: MachineName
    /// What kind of VM it is.
    package var machineClass: MachineClass
    /// The colour that a person knows it by.
    package var label: Label
    /// What its root starts from: an image template, or a VM (a TemplateVM; for a DispVM a disposable template).
    package var template: MachineName?
    /// The VM that provides its network; without one it has no network device at all.
    package var netvm: MachineName?
    /// Whether other VMs may name this one as their netvm.
    package var providesNetwork: Bool
    /// The way out; only of a VM without a netvm.
    package var uplink: UplinkDefinition?
    /// The guest's memory, in MiB.
    package var memoryMiB: Int
    /// The number of virtual processors.
    package var vcpus: Int
    /// Words that policy rules can select it by.
    package var tags: Set<Tag>
    /// Whether `bulkhead up` and the start of the host start it.
    package var autostart: Bool
    /// The disposable template that its `@dispvm` stands for.
    package var defaultDispvm: MachineName?
    /// Whether disposables may be made from it.
    package var templateForDispvms: Bool
    /// How many disposables of it wait, made ahead of their use.
    package var preloadDispvmMax: Int
    /// What persists of it.
    package var volume: VolumeDefinition
    /// How it is started and stopped.
    package var start: StartDefinition
    /// What happens when it ends unasked.
    package var restart: RestartPolicy

    package init(
        name: MachineName, machineClass: MachineClass, label: Label, template: MachineName? = nil,
        netvm: MachineName? = nil, providesNetwork: Bool = false, uplink: UplinkDefinition? = nil, memoryMiB: Int = 256,
        vcpus: Int = 1,
        tags: Set<Tag> = [], autostart: Bool = false, defaultDispvm: MachineName? = nil,
        templateForDispvms: Bool = false, preloadDispvmMax: Int = 0,
        volume: VolumeDefinition = VolumeDefinition(),
        start: StartDefinition = StartDefinition(), restart: RestartPolicy = RestartPolicy()
    ) {
        self.name = name
        self.machineClass = machineClass
        self.label = label
        self.template = template
        self.netvm = netvm
        self.providesNetwork = providesNetwork
        self.uplink = uplink
        self.memoryMiB = memoryMiB
        self.vcpus = vcpus
        self.tags = tags
        self.autostart = autostart
        self.defaultDispvm = defaultDispvm
        self.templateForDispvms = templateForDispvms
        self.preloadDispvmMax = preloadDispvmMax
        self.volume = volume
        self.start = start
        self.restart = restart
    }
}
