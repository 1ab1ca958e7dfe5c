import ArgumentParser
import LinuxIO
import ManagerClient
import Machines
import JSONText

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List VMs.",
        discussion: "Columns for --format and --sort: " + MachineColumn.allCases.map(\.rawValue).joined(separator: ", ")
            + ".")

    @Argument(help: "Only these VMs.", completion: .machines)
    var names: [String] = []

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("Columns to show.", valueName: "column,…"),
        completion: .list(MachineColumn.allCases.map(\.rawValue)))
    var format: String?

    @Flag(help: "Only VMs that run.")
    var running = false
    @Flag(help: "Only VMs that are paused.")
    var paused = false
    @Flag(help: "Only VMs that are halted.")
    var halted = false

    @Option(
        name: .customLong("class"), help: "Only VMs of this class.",
        completion: .list(MachineClass.allCases.map(\.rawValue)))
    var machineClass: String?
    @Option(help: "Only VMs with this label.", completion: .list(Label.allCases.map(\.rawValue)))
    var label: String?
    @Option(help: ArgumentHelp("Only VMs with one of these tags.", valueName: "tag,…"))
    var tags: String?
    @Option(
        help: ArgumentHelp("Only VMs with this netvm; '' for those without.", valueName: "name"),
        completion: .machines)
    var netvmIs: String?
    @Option(help: ArgumentHelp("Only VMs with this template.", valueName: "name"))
    var templateSource: String?

    @Flag(help: "Show each VM below the one that gives it its network.")
    var tree = false
    @Option(
        help: ArgumentHelp("The column to sort by.", valueName: "column"),
        completion: .list(MachineColumn.allCases.map(\.rawValue)))
    var sort: String = MachineColumn.name.rawValue
    @Flag(help: "Print names only, one on each line.")
    var rawList = false
    @Flag(help: "Print fields between '|', without headings.")
    var rawData = false
    @Flag(help: "Print JSON with everything about each VM.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if [rawList, rawData, json, tree].count(where: { $0 }) > 1 {
            throw ValidationError("--raw-list, --raw-data, --json and --tree exclude one another.")
        }
        if let machineClass, MachineClass(rawValue: machineClass) == nil {
            throw ValidationError(
                "There is no class '\(machineClass)': "
                    + MachineClass.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        if let label, Label(rawValue: label) == nil {
            throw ValidationError(
                "There is no label '\(label)': " + Label.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
    }

    func run() async throws {
        let columns = try format.map { (text) throws(CommandFailure) in
            // Alone, it asks for all that there is to know of memory.
            text == MachineColumn.memory.rawValue ? MachineColumn.memoryColumns : try MachineColumn.list(text)
        }
        guard let order = try MachineColumn.list(sort).first else { return }
        let manager = try await connection.connect()
        let all = try await manager.machines()
        if let missing = names.first(where: { name in !all.contains { $0.name == name } }) {
            throw CommandFailure(
                "there is no VM named '\(missing)'", advice: "'bulkhead ls' shows the names of all VMs")
        }
        let machines = all.filter(isWanted).sorted { order.areInOrder($0, $1) }
        CurrentProcess.writeOutput(text(machines, columns: columns ?? MachineColumn.standard, Invocation().color))
    }

    func text(_ machines: [MachineSnapshot], columns: [MachineColumn], _ color: ColorMode) -> String {
        if json { return JSONValue.array(machines.map(\.json)).document }
        if rawList { return machines.map { $0.name + "\n" }.joined() }
        if rawData {
            return machines.map { machine in
                columns.map { $0.text(machine).sanitizedForDisplay(limit: 1_024) }.joined(separator: "|") + "\n"
            }.joined()
        }
        let table =
            tree ? MachineTable.tree(machines, columns: columns) : MachineTable.make(machines, columns: columns)
        return table.text(color)
    }

    private func isWanted(_ machine: MachineSnapshot) -> Bool {
        if !names.isEmpty, !names.contains(machine.name) { return false }
        let states = [(running, PowerState.running), (paused, .paused), (halted, .halted)].filter(\.0).map(\.1)
        if !states.isEmpty, !states.contains(machine.state) { return false }
        if let machineClass, machine.machineClass.rawValue != machineClass { return false }
        if let label, machine.label.rawValue != label { return false }
        if let tags, !tags.split(separator: ",").contains(where: { machine.tags.contains(String($0)) }) { return false }
        if let netvmIs, machine.netvm != netvmIs { return false }
        if let templateSource, machine.template != templateSource { return false }
        return true
    }
}
