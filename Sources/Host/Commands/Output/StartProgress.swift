import LinuxIO
import ManagerClient
import Machines

/// Shows how the start of several VMs goes: a bar on a terminal, a line for each change elsewhere.
struct StartProgress {
    private static let barCells = 24

    private let isTerminal: Bool
    private let color: ColorMode
    private var known: [String: PowerState]

    /// Starts from the VMs as they are, which are not news.
    init(_ machines: [MachineSnapshot], isTerminal: Bool, color: ColorMode) {
        self.isTerminal = isTerminal
        self.color = color
        known = Dictionary(uniqueKeysWithValues: machines.map { ($0.name, $0.state) })
    }

    /// Shows the next state.
    mutating func show(_ machines: [MachineSnapshot]) {
        if isTerminal {
            CurrentProcess.writeError("\r" + bar(machines) + "\u{1b}[K")
        } else {
            for line in ChangeLines.lines(machines, known: &known) { CurrentProcess.writeOutput(line + "\n") }
        }
    }

    /// Leaves the line of the bar.
    func finish() {
        if isTerminal { CurrentProcess.writeError("\r\u{1b}[K") }
    }

    /// The bar of the VMs that start with the host.
    func bar(_ machines: [MachineSnapshot]) -> String {
        let wanted = machines.filter(\.autostart)
        let done = wanted.count { $0.state == .running }
        let filled = wanted.isEmpty ? Self.barCells : Self.barCells * done / wanted.count
        let cells = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.barCells - filled)
        let busy = wanted.filter { $0.state == .transient }
            .map { color.paint($0.name, .label($0.label)) }
        return "[\(cells)] \(done)/\(wanted.count) " + busy.prefix(4).joined(separator: " ")
    }
}
