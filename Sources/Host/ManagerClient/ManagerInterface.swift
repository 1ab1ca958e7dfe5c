package import SystemBus

/// The D-Bus interface of the manager: names, paths and types that both of its sides agree on.
package enum ManagerInterface {
    /// The well-known name that the one manager of a host owns.
    package static let busName = "org.bulkhead.Manager1"
    /// The manager's own object, which lists all VMs (ObjectManager).
    package static let rootPath = "/org/bulkhead/Manager1"
    /// The interface of the manager's own object.
    package static let managerName = "org.bulkhead.Manager1"
    /// The interface for calls, prompts and the clipboard.
    package static let flowsName = "org.bulkhead.Flows1"
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
            .init(
                "RunDisposable",
                inputs: [.init("template", .string), .init("command", .array(.string)), .init("options", .options)],
                outputs: [
                    .init("machine", .string), .init("stdin", .descriptor), .init("stdout", .descriptor),
                    .init("stderr", .descriptor), .init("status", .descriptor),
                ]),
        ],
        properties: ManagerSnapshot.properties)

    /// Calls between VMs, prompts, the clipboard and links: an interface of the manager's own object.
    ///
    /// Lists are dictionaries of facts, each without what it has not; times are milliseconds since 1970-01-01 UTC. What
    /// HoldPrompts gives is a packet socket with one JSON text in each packet: `{"event": "ask", "prompt": …}`,
    /// `{"event": "gone", "id": …}` and `{"event": "notice", "text": …, "count": …}`; closing it ends the holding.
    package static let flows = BusInterface(
        flowsName,
        methods: [
            .init("HoldPrompts", outputs: [.init("events", .descriptor)]),
            .init("Prompts", outputs: [.init("prompts", .array(.options))]),
            .init(
                "Answer",
                inputs: [.init("prompt", .uint64), .init("target", .string), .init("options", .options)]),
            .init("Answers", outputs: [.init("answers", .array(.options))]),
            .init("Forget", inputs: [.init("answer", .uint64)]),
            .init("Links", outputs: [.init("links", .array(.options))]),
            .init("Calls", outputs: [.init("calls", .array(.options))]),
            .init("CutCall", inputs: [.init("call", .uint64)]),
            .init("ClipboardCopy", inputs: [.init("machine", .string)], outputs: [.init("clipboard", .options)]),
            .init("ClipboardPaste", inputs: [.init("machine", .string)], outputs: [.init("clipboard", .options)]),
            .init("ClipboardShow", outputs: [.init("clipboard", .options)]),
            .init("ClipboardClear", outputs: [.init("was_filled", .boolean)]),
        ],
        properties: [])

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
