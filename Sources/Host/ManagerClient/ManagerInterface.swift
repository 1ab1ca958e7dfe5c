package import SystemBus

/// The D-Bus interface of the manager: names, paths and types that both of its sides agree on.
package enum ManagerInterface {
    /// The well-known name that the one manager of a host owns.
    package static let busName = "org.bulkhead.Manager1"
    /// The manager's own object, which lists all VMs (ObjectManager).
    package static let rootPath = "/org/bulkhead/Manager1"
    /// The interface of the manager's own object.
    package static let managerName = "org.bulkhead.Manager1"
    /// The interface of each VM.
    package static let machineName = "org.bulkhead.Machine1"

    private static let machinePrefix = rootPath + "/machine/"

    /// The object of a VM; any text makes a path.
    package static func path(ofMachine name: String) -> String { machinePrefix + BusPath.element(name) }

    /// The VM whose object is at a path; nil when the path is not that of a VM.
    package static func machine(at path: String) -> String? {
        guard path.hasPrefix(machinePrefix) else { return nil }
        return BusPath.text(String(path.dropFirst(machinePrefix.count)))
    }

    /// What the manager's own object offers.
    package static let manager = BusInterface(
        managerName,
        methods: [
            .init("StartAutostart"),
            .init("Stop", inputs: [.init("options", .options)]),
            .init("Reload"),
        ],
        properties: ManagerSnapshot.properties)

    /// What the object of each VM offers.
    package static let machine = BusInterface(
        machineName,
        methods: [
            .init("Start"),
            .init("Shutdown", inputs: [.init("options", .options)]),
            .init("Kill"),
            .init("Restart", inputs: [.init("options", .options)]),
            .init("Pause"),
            .init("Unpause"),
            .init(
                "Run", inputs: [.init("command", .array(.string)), .init("options", .options)],
                outputs: [
                    .init("stdin", .descriptor), .init("stdout", .descriptor), .init("stderr", .descriptor),
                    .init("status", .descriptor),
                ]),
            .init("OpenConsole", outputs: [.init("console", .descriptor)]),
            .init("OpenLog", inputs: [.init("which", .string)], outputs: [.init("log", .descriptor)]),
        ],
        properties: MachineSnapshot.properties)
}
