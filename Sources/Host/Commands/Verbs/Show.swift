import ArgumentParser
import LinuxIO
import ManagerClient
import JSONText

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show everything about a VM.")

    @Argument(help: "The VM.", completion: .machines)
    var name: String
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let machine = try await connection.connect().machine(name)
        CurrentProcess.writeOutput(json ? machine.json.document : Self.facts(machine).text(Invocation().color))
    }

    static func facts(_ machine: MachineSnapshot) -> FactList {
        var facts = FactList()
        for column in MachineColumn.allCases where column != .definition {
            facts.add(title(column), column.text(machine) + unit(column, machine), column.style(machine))
        }
        facts.add(
            "Definition",
            machine.isDefinitionCurrent ? "current" : "changed since the VM was started; it takes effect at the next",
            machine.isDefinitionCurrent ? .plain : .warning)
        return facts
    }

    private static func title(_ column: MachineColumn) -> String {
        switch column {
        case .uid: "User id"
        case .pid: "Process"
        case .netvm: "Netvm"
        case .vcpus: "Processors"
        case .startMilliseconds: "Start took"
        case .startMode: "Started by"
        case .privateVolume: "Private volume"
        case .privateMaximum: "Private size"
        case .templateVersion: "Template version"
        case .providesNetwork: "Provides network"
        default: column.rawValue.prefix(1).uppercased() + column.rawValue.dropFirst()
        }
    }

    private static func unit(_ column: MachineColumn, _ machine: MachineSnapshot) -> String {
        switch column {
        case .memory, .resident, .private, .shared, .privateMaximum: column.text(machine).isEmpty ? "" : " MiB"
        case .startMilliseconds: column.text(machine).isEmpty ? "" : " ms"
        default: ""
        }
    }
}
