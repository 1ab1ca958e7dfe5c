package import Machines
package import SystemBus

/// All properties of one VM at one time.
///
/// The manager fills one in and sends its ``values``; a client gets it back from them.
package struct MachineSnapshot: Hashable, Sendable {
    package var name: String
    package var state: PowerState
    /// Why the state is what it is, in one sentence; empty where the state says it all.
    package var stateReason: String
    package var machineClass: MachineClass
    package var label: Label
    /// Empty for a VM that has a root of its own.
    package var template: String
    /// The version of the template that the VM runs from; empty while it does not run.
    package var templateVersion: String
    /// Empty for a VM without network.
    package var netvm: String
    package var providesNetwork: Bool
    package var memoryMiB: UInt32
    package var vcpus: UInt32
    /// Sorted.
    package var tags: [String]
    package var autostart: Bool
    /// The host user that the VM's processes run as.
    package var userID: UInt32
    /// The hypervisor's process; 0 while there is none.
    package var processID: UInt32
    /// What the guest's agent says of itself; empty while there is none.
    package var agentState: String
    /// Restarts after an end unasked, since the VM was last started by a person.
    package var restarts: UInt32
    /// Milliseconds since 1970-01-01 UTC; 0 while the VM does not run.
    package var startedAtMilliseconds: UInt64
    /// From the request to the agent's first word; 0 before that.
    package var startDurationMilliseconds: UInt32
    /// The path of the private volume; empty where there is none.
    package var privateVolume: String
    package var privateVolumeMiB: UInt32
    /// The proportional set size (Pss) of the VM's processes in MiB; 0 while there are none.
    package var residentMiB: UInt32
    /// What the VM wrote to memory that nobody else has, in MiB.
    package var privateMiB: UInt32
    /// What the VM has in common with others, in MiB: programs, and pages of its template.
    package var sharedMiB: UInt32
    /// How the running VM came up: `clone` or `boot`; empty while it does not run.
    package var startMode: String
    /// Whether the VM runs by its definition as it is on disk now.
    package var isDefinitionCurrent: Bool

    package init(
        name: String, state: PowerState, stateReason: String = "", machineClass: MachineClass, label: Label,
        template: String = "", templateVersion: String = "", netvm: String = "", providesNetwork: Bool = false,
        memoryMiB: UInt32, vcpus: UInt32, tags: [String] = [], autostart: Bool = false, userID: UInt32 = 0,
        processID: UInt32 = 0, agentState: String = "", restarts: UInt32 = 0, startedAtMilliseconds: UInt64 = 0,
        startDurationMilliseconds: UInt32 = 0, privateVolume: String = "", privateVolumeMiB: UInt32 = 0,
        residentMiB: UInt32 = 0, privateMiB: UInt32 = 0, sharedMiB: UInt32 = 0, startMode: String = "",
        isDefinitionCurrent: Bool = true
    ) {
        self.name = name
        self.state = state
        self.stateReason = stateReason
        self.machineClass = machineClass
        self.label = label
        self.template = template
        self.templateVersion = templateVersion
        self.netvm = netvm
        self.providesNetwork = providesNetwork
        self.memoryMiB = memoryMiB
        self.vcpus = vcpus
        self.tags = tags
        self.autostart = autostart
        self.userID = userID
        self.processID = processID
        self.agentState = agentState
        self.restarts = restarts
        self.startedAtMilliseconds = startedAtMilliseconds
        self.startDurationMilliseconds = startDurationMilliseconds
        self.privateVolume = privateVolume
        self.privateVolumeMiB = privateVolumeMiB
        self.residentMiB = residentMiB
        self.privateMiB = privateMiB
        self.sharedMiB = sharedMiB
        self.startMode = startMode
        self.isDefinitionCurrent = isDefinitionCurrent
    }

    /// The properties as the bus carries them.
    package var values: [String: BusValue] {
        [
            "Name": .string(name), "State": .string(state.rawValue), "StateReason": .string(stateReason),
            "Class": .string(machineClass.rawValue), "Label": .string(label.rawValue), "Template": .string(template),
            "TemplateVersion": .string(templateVersion), "Netvm": .string(netvm),
            "ProvidesNetwork": .boolean(providesNetwork), "MemoryMiB": .uint32(memoryMiB), "Vcpus": .uint32(vcpus),
            "Tags": .strings(tags), "Autostart": .boolean(autostart), "Uid": .uint32(userID),
            "ProcessId": .uint32(processID), "AgentState": .string(agentState), "Restarts": .uint32(restarts),
            "StartedAt": .uint64(startedAtMilliseconds),
            "StartDurationMilliseconds": .uint32(startDurationMilliseconds), "PrivateVolume": .string(privateVolume),
            "PrivateVolumeMiB": .uint32(privateVolumeMiB), "ResidentMiB": .uint32(residentMiB),
            "PrivateMiB": .uint32(privateMiB), "SharedMiB": .uint32(sharedMiB), "StartMode": .string(startMode),
            "DefinitionCurrent": .boolean(isDefinitionCurrent),
        ]
    }

    /// The properties whose values differ from those of an earlier snapshot: what `PropertiesChanged` tells.
    package func changes(since earlier: MachineSnapshot) -> [String: BusValue] {
        let old = earlier.values
        return values.filter { old[$0.key] != $0.value }
    }

    /// Reads the properties as the bus carried them.
    ///
    /// - Throws: ``ManagerError/unexpectedReply(_:)`` naming the first that is missing or of another type.
    package init(values: [String: BusValue]) throws(ManagerError) {
        var reader = PropertyReader(values)
        name = reader.string("Name")
        state = reader.word("State", .halted)
        stateReason = reader.string("StateReason")
        machineClass = reader.word("Class", .appVM)
        label = reader.word("Label", .red)
        template = reader.string("Template")
        templateVersion = reader.string("TemplateVersion")
        netvm = reader.string("Netvm")
        providesNetwork = reader.bool("ProvidesNetwork")
        memoryMiB = reader.uint32("MemoryMiB")
        vcpus = reader.uint32("Vcpus")
        tags = reader.strings("Tags")
        autostart = reader.bool("Autostart")
        userID = reader.uint32("Uid")
        processID = reader.uint32("ProcessId")
        agentState = reader.string("AgentState")
        restarts = reader.uint32("Restarts")
        startedAtMilliseconds = reader.uint64("StartedAt")
        startDurationMilliseconds = reader.uint32("StartDurationMilliseconds")
        privateVolume = reader.string("PrivateVolume")
        privateVolumeMiB = reader.uint32("PrivateVolumeMiB")
        residentMiB = reader.uint32("ResidentMiB")
        privateMiB = reader.uint32("PrivateMiB")
        sharedMiB = reader.uint32("SharedMiB")
        startMode = reader.string("StartMode")
        isDefinitionCurrent = reader.bool("DefinitionCurrent")
        if let missing = reader.missing { throw .unexpectedReply("property \(missing) of VM '\(name)'") }
    }

    /// What introspection tells of the properties.
    static let properties: [BusInterface.Property] = [
        .init("Name", .string, isConstant: true), .init("State", .string), .init("StateReason", .string),
        .init("Class", .string), .init("Label", .string), .init("Template", .string),
        .init("TemplateVersion", .string), .init("Netvm", .string), .init("ProvidesNetwork", .boolean),
        .init("MemoryMiB", .uint32), .init("Vcpus", .uint32), .init("Tags", .array(.string)),
        .init("Autostart", .boolean), .init("Uid", .uint32), .init("ProcessId", .uint32),
        .init("AgentState", .string), .init("Restarts", .uint32), .init("StartedAt", .uint64),
        .init("StartDurationMilliseconds", .uint32), .init("PrivateVolume", .string),
        .init("PrivateVolumeMiB", .uint32), .init("ResidentMiB", .uint32), .init("PrivateMiB", .uint32),
        .init("SharedMiB", .uint32), .init("StartMode", .string), .init("DefinitionCurrent", .boolean),
    ]
}
