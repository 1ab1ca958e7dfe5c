import ArgumentParser
import LinuxIO
import Machines
import ManagerClient

struct Shutdown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shut VMs down: by their agent, then by ACPI, then by force.",
        discussion: "Returns when each VM has been asked; with --wait when each is down.")

    @Flag(help: "Return when the VMs are down.")
    var wait = false
    @Flag(help: "Say what would be shut down, and do nothing.")
    var dryRun = false
    @OptionGroup var stop: StopArguments
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        let names = try await selection.resolve(manager) { $0.state.isActive }
        if dryRun {
            for name in names { CurrentProcess.writeOutput(name + "\n") }
            return
        }
        let options = stop.options(wait: wait)
        try await EachMachine.run(names, action: "shut down") { name in
            try await manager.shutdown(name, options)
            return options.wait ? "halted" : "asked to shut down"
        }
    }
}
