import ArgumentParser
import LinuxIO
import ManagerClient
import Machines

struct Run: InteractiveCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command in a VM.",
        discussion: """
            Without --pass-io the command gets no input and its output is thrown away; with it, standard input, \
            output and error are those of this program, byte for byte. Where the output is a terminal, control \
            characters of the VM become underscores unless --no-filter-escape-chars is given.

            The words of the command are joined by spaces and read by a shell in the VM; with --no-shell they are \
            the program and its arguments. Options of this program stand before the VM's name.

            With --dispvm there is no NAME: the command runs in a new disposable, which ends with it. Of which VM it is \
            made says --dispvm=TEMPLATE, or [disposables] default in bulkhead.toml.

            With --all there is no NAME, no input, and each line of output stands behind the name of its VM.

            Exit status: that of the command; 128 + N when signal N ended it; 126 when the manager did not allow \
            it; 125 when it could not be run. With --all the highest of all VMs.
            """)

    @Option(name: .shortAndLong, help: "The user in the VM (default: the VM's own).")
    var user: String?
    @Flag(name: .shortAndLong, help: "Connect standard input, output and error.")
    var passIo = false
    @Flag(help: "Run the program itself, without a shell.")
    var noShell = false
    @Flag(help: "Let the VM send control characters to this terminal.")
    var noFilterEscapeChars = false
    @Flag(help: "Run it in every VM that runs.")
    var all = false
    @Option(
        help: ArgumentHelp("Run it in a new disposable (of this VM).", valueName: "template"), completion: .machines)
    var dispvm: String?
    @Option(help: ArgumentHelp("With --all: not in this VM (may be repeated).", valueName: "name"))
    var exclude: [String] = []
    @OptionGroup var connection: ConnectionOptions

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The VM, the command and its arguments.", valueName: "name command"),
        completion: .machines)
    var words: [String] = []

    private var command: [String] {
        let command = all || dispvm != nil ? words[...] : words.dropFirst()
        // "run NAME -- COMMAND" is what many write; the mark is ours, not the command's.
        return Array(command.first == "--" ? command.dropFirst() : command)
    }

    func validate() throws {
        // Everything from the first word on is the command's, so what is no option of ours ends up here.
        if let first = words.first, first.hasPrefix("-") {
            if first == "-h" || first == "--help" { throw CleanExit.helpRequest(self) }
            throw ValidationError("Unknown option '\(first)'.")
        }
        if all, dispvm != nil { throw ValidationError("--all and --dispvm exclude each other.") }
        if !all, dispvm == nil, words.count < 2 { throw ValidationError("Name a VM and a command.") }
        if all || dispvm != nil, words.isEmpty { throw ValidationError("Name a command.") }
        if !all, !exclude.isEmpty { throw ValidationError("--exclude goes with --all.") }
    }

    func run() async throws {
        let signals = try SignalDescriptor(Interaction.signals)
        let manager: ManagerConnection
        do {
            manager = try await connection.connect()
        } catch {
            throw CommandFailure(error, code: 125)
        }
        let text = command.joined(separator: " ")
        let request = RunRequest(command: noShell ? command : [text], user: user, usesShell: !noShell)
        let code = all ? try await runInAll(manager, request) : try await runInOne(manager, request, signals)
        CurrentProcess.exit(code)
    }

    private func runInOne(
        _ manager: ManagerConnection, _ request: RunRequest, _ signals: borrowing SignalDescriptor
    ) async throws -> Int32 {
        let name: String
        let streams: RunStreams
        if let dispvm {
            (name, streams) = try await openDisposable(manager, request, dispvm)
        } else {
            name = words[0]
            streams = try await open(manager, request, name)
        }
        let pump = try RunPump(
            streams, passesInput: passIo, output: output(isTerminal: CurrentProcess.isTerminal(1)),
            errors: output(isTerminal: CurrentProcess.isTerminal(2)))
        let (status, code) = pump.run(signals: signals)
        if case .failed(let text) = status { failure(name, text).report() }
        return code
    }

    private func runInAll(_ manager: ManagerConnection, _ request: RunRequest) async throws -> Int32 {
        let color = Invocation().color
        let machines = try await manager.machines().filter { $0.state == .running && !exclude.contains($0.name) }
        var highest: Int32 = 0
        // One after the other: lines of several at a time would be a puzzle.
        for machine in machines {
            do {
                let signals = try SignalDescriptor(Interaction.signals)
                let streams = try await open(manager, request, machine.name)
                let prefix = color.paint(machine.name, .label(machine.label)) + ": "
                let output: RunPump.Output = passIo ? .prefix(prefix) : .discard
                let pump = try RunPump(streams, passesInput: false, output: output, errors: output)
                let (status, code) = pump.run(signals: signals)
                if status == nil { return code }
                if case .failed(let text) = status { failure(machine.name, text).report() }
                highest = max(highest, code)
            } catch let failure as CommandFailure {
                failure.report()
                highest = max(highest, failure.code)
            }
        }
        return highest
    }

    private func output(isTerminal: Bool) -> RunPump.Output {
        guard passIo else { return .discard }
        return isTerminal && !noFilterEscapeChars ? .filter : .pass
    }

    private func open(
        _ manager: ManagerConnection, _ request: RunRequest, _ name: String
    ) async throws(CommandFailure) -> RunStreams {
        do {
            return try await manager.run(request, in: name)
        } catch {
            guard case .refused(.accessDenied, _, _) = error else {
                throw CommandFailure(error, while: "cannot run a command in \(name)", code: 125)
            }
            throw CommandFailure(error, while: "cannot run a command in \(name)", code: 126)
        }
    }

    private func openDisposable(
        _ manager: ManagerConnection, _ request: RunRequest, _ template: String
    ) async throws(CommandFailure) -> (String, RunStreams) {
        do {
            return try await manager.run(request, inDisposableOf: template)
        } catch {
            guard case .refused(.accessDenied, _, _) = error else {
                throw CommandFailure(error, while: "cannot run a command in a disposable", code: 125)
            }
            throw CommandFailure(error, while: "cannot run a command in a disposable", code: 126)
        }
    }

    private func failure(_ name: String, _ text: String) -> CommandFailure {
        CommandFailure(
            "the command in \(name) could not be run: \(text)", advice: "'bulkhead show \(name)' tells how the VM is",
            code: 125)
    }
}
