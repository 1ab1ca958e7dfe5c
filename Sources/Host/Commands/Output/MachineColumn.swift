import ManagerClient
import Machines

/// A field of a VM that tables can show; the words are those of `-O` and `--sort`.
enum MachineColumn: String, CaseIterable, Hashable, Sendable {
    case name, state, reason
    case machineClass = "class"
    case label, template
    case templateVersion = "template-version"
    case netvm
    case providesNetwork = "provides-network"
    case memory, resident, `private`, shared, vcpus, tags, autostart, uid, pid, agent, restarts, started
    case startMilliseconds = "start-ms"
    case startMode = "start-mode"
    case privateVolume = "priv-volume"
    case privateMaximum = "priv-max"
    case definition

    /// What `ls` shows where nobody asks for something else, as in Qubes.
    static let standard: [MachineColumn] = [.name, .state, .machineClass, .label, .template, .netvm]

    /// What `-O memory` alone shows: what is promised to a VM, and where what it has comes from.
    static let memoryColumns: [MachineColumn] = [
        .name, .state, .startMode, .memory, .resident, .private, .shared,
    ]

    /// Reads a list of columns as `-O` takes it.
    ///
    /// - Throws: ``CommandFailure`` naming the word that is no column, and all that are.
    static func list(_ text: String) throws(CommandFailure) -> [MachineColumn] {
        var columns: [MachineColumn] = []
        for word in text.split(separator: ",") {
            guard let column = MachineColumn(rawValue: word.lowercased()) else {
                let known = allCases.map(\.rawValue)
                let near = NearestWord.find(String(word), among: known).map { "; did you mean '\($0)'?" } ?? ""
                throw CommandFailure(
                    "there is no column '\(word.sanitizedForDisplay(limit: 64))'\(near)",
                    advice: "columns: " + known.joined(separator: ","), code: 64)
            }
            columns.append(column)
        }
        guard !columns.isEmpty else {
            throw CommandFailure("no columns are named", advice: "for example -O name,state,memory", code: 64)
        }
        return columns
    }

    var title: String { rawValue.uppercased() }

    var isNumeric: Bool {
        switch self {
        case .memory, .resident, .private, .shared, .vcpus, .uid, .pid, .restarts, .startMilliseconds, .privateMaximum:
            true
        default: false
        }
    }

    /// The field of a VM as plain text, empty where the VM has none.
    func text(_ machine: MachineSnapshot) -> String {
        switch self {
        case .name: machine.name
        case .state: machine.state.rawValue
        case .reason: machine.stateReason
        case .machineClass: machine.machineClass.rawValue
        case .label: machine.label.rawValue
        case .template: machine.template
        case .templateVersion: machine.templateVersion
        case .netvm: machine.netvm
        case .providesNetwork: machine.providesNetwork ? "yes" : "no"
        case .memory: String(machine.memoryMiB)
        case .resident: Self.number(machine.residentMiB)
        case .private: Self.number(machine.privateMiB)
        case .shared: Self.number(machine.sharedMiB)
        case .vcpus: String(machine.vcpus)
        case .tags: machine.tags.joined(separator: ",")
        case .autostart: machine.autostart ? "yes" : "no"
        case .uid: String(machine.userID)
        case .pid: Self.number(machine.processID)
        case .agent: machine.agentState
        case .restarts: String(machine.restarts)
        case .started: machine.startedAtMilliseconds == 0 ? "" : TimeText.utc(machine.startedAtMilliseconds)
        case .startMilliseconds: Self.number(machine.startDurationMilliseconds)
        case .startMode: machine.startMode
        case .privateVolume: machine.privateVolume
        case .privateMaximum: Self.number(machine.privateVolumeMiB)
        case .definition: machine.isDefinitionCurrent ? "current" : "changed"
        }
    }

    /// Whether one VM comes before another in this column: numbers by size, the rest by text.
    func areInOrder(_ left: MachineSnapshot, _ right: MachineSnapshot) -> Bool {
        let (first, second) = (text(left), text(right))
        if first == second { return left.name < right.name }
        return isNumeric ? (Int(first) ?? -1) < (Int(second) ?? -1) : first < second
    }

    private static func number(_ value: UInt32) -> String { value == 0 ? "" : String(value) }

    /// How the field stands out.
    func style(_ machine: MachineSnapshot) -> TextStyle {
        switch self {
        case .name, .label: .label(machine.label)
        case .state: TextStyle(machine.state)
        case .definition: machine.isDefinitionCurrent ? .plain : .warning
        default: .plain
        }
    }
}
