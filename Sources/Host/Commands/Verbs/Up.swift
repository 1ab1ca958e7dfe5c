import ArgumentParser
import LinuxIO
import ManagerClient
import Machines

struct Up: InteractiveCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the manager, unless it runs, and the VMs that start with it.",
        discussion: """
            The manager goes on after this program has ended; its log is 'bulkheadd.log' in the run directory. \
            Exits with 1 if a VM that should start did not.
            """)

    @Option(help: "The folder of the configuration (default: /etc/bulkhead).", completion: .directory)
    var config: String?
    @Option(help: "Where volumes and keys are.", completion: .directory)
    var stateDirectory: String?
    @Option(help: "Where template images are.", completion: .directory)
    var images: String?
    @Option(help: "Where the manager's helper programs are.", completion: .directory)
    var programs: String?
    @Flag(help: "Stay, with the manager's words on standard error; Ctrl-C shuts everything down.")
    var foreground = false
    @Flag(help: "Start no VM.")
    var noAutostart = false
    @Option(help: ArgumentHelp("How long the manager may take until it answers.", valueName: "s"))
    var timeout: UInt32 = 60
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let signals = try SignalDescriptor(Interaction.signals)
        let (manager, process) = try await findOrLaunch()
        let invocation = Invocation()
        var failed: [MachineSnapshot] = []
        if !noAutostart { failed = try await autostart(manager, invocation) }
        let machines = try await manager.machines()
        let table = MachineTable.make(machines, columns: MachineColumn.standard)
        CurrentProcess.writeOutput(table.text(invocation.color))
        for machine in failed {
            let reason = machine.stateReason.isEmpty ? "it is \(machine.state.rawValue)" : machine.stateReason
            CommandFailure(
                "\(machine.name) did not start: \(reason)", advice: "'bulkhead logs \(machine.name)' shows its console"
            ).report()
        }
        if foreground, let process { try await stay(manager, process, signals) }
        if !failed.isEmpty { throw ExitCode.failure }
    }

    private func findOrLaunch() async throws -> (ManagerConnection, Int32?) {
        do {
            let manager = try await connection.connect()
            let running = try await manager.status()
            if let config, FileSystem.canonicalPath(config) != FileSystem.canonicalPath(running.configurationDirectory)
            {
                throw CommandFailure(
                    "a manager runs already, with the configuration \(running.configurationDirectory)",
                    advice: "'bulkhead down' stops it; or leave --config away")
            }
            return (manager, nil)
        } catch ManagerError.noManager {
            let launcher = ManagerLauncher(
                arguments: try arguments(), location: connection.location, timeoutSeconds: timeout,
                isForeground: foreground)
            let (manager, process) = try await launcher.launch()
            return (manager, process)
        }
    }

    private func arguments() throws(CommandFailure) -> [String] {
        let folder = config ?? "/etc/bulkhead"
        guard let path = FileSystem.canonicalPath(folder), FileSystem.isDirectory(path) else {
            throw CommandFailure(
                "there is no configuration folder \(folder)",
                advice: "name one with --config; the folder 'policies' of the sources is a complete one")
        }
        var arguments = ["--config", path]
        // The manager's working directory may be another one: its paths are absolute.
        func add(_ name: String, _ path: String?) {
            guard let path else { return }
            arguments += [name, path.hasPrefix("/") ? path : CurrentProcess.workingDirectory + "/" + path]
        }
        // Always: the manager has to be where this program, and the next, will look for it.
        add("--run-directory", connection.location.runDirectory)
        add("--state-directory", stateDirectory)
        add("--images", images)
        add("--programs", programs)
        return arguments
    }

    /// Starts the VMs and shows how it goes.
    ///
    /// - Returns: Those that should run and do not.
    private func autostart(_ manager: ManagerConnection, _ invocation: Invocation) async throws -> [MachineSnapshot] {
        let states = try await manager.states()
        let machines = try await manager.machines()
        let progress = StartProgress(
            machines, isTerminal: CurrentProcess.isTerminal(2) && invocation.isOutputTerminal,
            color: invocation.color)
        let viewer = Task {
            var progress = progress
            for await state in states { progress.show(state.machines) }
        }
        let result: Result<Void, ManagerError>
        do {
            try await manager.startAutostart()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        let after = try await manager.machines()
        viewer.cancel()
        await viewer.value
        progress.finish()
        let failed = after.filter { $0.autostart && $0.state != .running }
        // A failure that no VM shows would otherwise go unseen.
        if failed.isEmpty { try result.get() }
        return failed
    }

    private func stay(
        _ manager: ManagerConnection, _ process: Int32, _ signals: borrowing SignalDescriptor
    ) async throws {
        while true {
            if let code = ChildProcess.reap(process) {
                guard code == 0 else { throw CommandFailure("the manager ended with status \(code)") }
                return
            }
            if signals.nextEnding() != nil { try await manager.stop(StopOptions()) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
