import ArgumentParser
import LinuxIO
import ManagerClient
import SystemBus

struct Console: InteractiveCommand {
    static let configuration = CommandConfiguration(
        abstract: "Join this terminal to the console of a VM; Ctrl-] leaves it.",
        discussion: """
            The console is the VM's: whatever it writes reaches this terminal unchanged, as a serial line would \
            bring it. Where standard input is no terminal it is sent to the console, and this ends when the console \
            has been silent for five seconds after the end of the input.
            """)

    @Argument(help: "The VM.", completion: .machines)
    var name: String
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let signals = try SignalDescriptor(Interaction.signals)
        let manager = try await connection.connect()
        guard let console = try await manager.openConsole(name).take() else { return }
        let isTerminal = CurrentProcess.isTerminal(0)
        if isTerminal { CurrentProcess.writeError("Console of \(name). Ctrl-] leaves it.\r\n") }
        // Put back when this goes out of scope, which is before the process ends in every case below.
        let mode = isTerminal ? try TerminalMode(raw: 0) : nil
        let pump = try ConsolePump(console, isTerminal: isTerminal)
        let end = pump.run(signals: signals)
        _ = consume mode
        if isTerminal { CurrentProcess.writeError("\n") }
        switch end {
        case .escape, .inputEnded: return
        case .signal(let number): throw ExitCode(128 + number)
        case .closed:
            if isTerminal { CurrentProcess.writeError("The console of \(name) was closed.\n") }
        }
    }
}
