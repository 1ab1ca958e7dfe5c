import ArgumentParser
import LinuxIO
import ManagerClient
import SystemBus

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a VM, its hypervisor or its broker wrote.",
        discussion: "On a terminal, control characters become underscores.")

    enum Which: String, EnumerableFlag {
        case console, qemu, broker

        static func help(for value: Which) -> ArgumentHelp? {
            switch value {
            case .console: "What the VM wrote to its console."
            case .qemu: "What its hypervisor wrote."
            case .broker: "What its broker wrote."
            }
        }
    }

    @Argument(help: "The VM.", completion: .machines)
    var name: String
    @Flag(exclusivity: .exclusive)
    var which: Which = .console
    @Flag(name: .shortAndLong, help: "Go on as the log grows, until Ctrl-C.")
    var follow = false
    @Option(name: [.customShort("n"), .long], help: "Only the last lines (default: all).")
    var lines: Int?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError("--lines is not negative.") }
    }

    func run() async throws {
        let kind = LogKind(rawValue: which.rawValue) ?? .console
        let manager = try await connection.connect()
        guard let log = try await manager.openLog(kind, of: name).take() else { return }
        var reader = LogReader(log, filters: CurrentProcess.isTerminal(1))
        if let lines {
            guard try reader.printLast(lines: lines) else { return }
        } else {
            guard try reader.printAll() else { return }
        }
        while follow {
            try await Task.sleep(for: .milliseconds(200))
            guard try reader.printAll() else { return }
        }
    }
}
