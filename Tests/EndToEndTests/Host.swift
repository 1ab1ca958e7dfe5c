import LinuxIO
import Machines
import ManagerClient
import Synchronization
import TestSupport
import Testing

/// A manager of the test's own with its VMs: a configuration, a run and a state directory, and user ids that nobody
/// else has, so that whatever is left over can be found.
final class Host: Sendable {
    static let userIDCount: UInt32 = 64

    /// What is on disk: configuration, state, copies of images.
    let directory: String
    /// Short, as the paths of sockets are limited.
    let run: String
    let configuration: String
    let state: String
    let images: String
    private let claim: UserIDClaim
    private let seenGroups: Mutex<Set<String>> = Mutex([])

    /// - Parameters:
    ///   - machines: The VMs; nil for a copy of the shipped set.
    ///   - settings: More lines of `[limits]` in bulkhead.toml.
    ///   - images: The image folder.
    ///   - policy: The rules; nil for none, or for those of the shipped set.
    ///   - flows: Lines of `[flows]` in bulkhead.toml.
    ///   - clones: Lines of `[clones]` in bulkhead.toml.
    ///   - disposables: Lines of `[disposables]` in bulkhead.toml.
    /// - Throws: `SystemError` when the directories cannot be made, ``TimedOut`` when there are no user ids.
    init(
        _ machines: [Definition]?, settings: String = "", images: String = Requirements.images,
        policy: String? = nil, flows: String = "", clones: String = "", disposables: String = ""
    ) throws {
        claim = try UserIDClaim(count: Self.userIDCount)
        directory = try FileSystem.makeTemporaryDirectory(in: "/var/tmp", prefix: "bulkhead-e2e-")
        // An ordinary user may get as far as the manager's own doors.
        try FileSystem.changeMode(directory, 0o755)
        run = try FileSystem.makeTemporaryDirectory(in: "/run", prefix: "bh")
        try FileSystem.changeMode(run, 0o755)
        configuration = directory + "/config"
        state = directory + "/state"
        self.images = images
        try FileSystem.makeDirectory(configuration + "/vms.d")
        let text = """
            bus = "private"
            [paths]
            log = "\(directory)/log"
            [uids]
            first = \(claim.range.lowerBound)
            count = \(Self.userIDCount)
            [limits]
            \(settings)
            [flows]
            \(flows)
            [clones]
            \(clones)
            [disposables]
            \(disposables)

            """
        try FileSystem.writeAtomically(configuration + "/bulkhead.toml", Array(text.utf8))
        if let machines {
            for machine in machines { try define(machine) }
        } else {
            try copyShipped()
        }
        if let policy { try write(policy: policy) }
    }

    /// Puts the rules of a test into force at the next start or reload.
    func write(policy: String) throws {
        try FileSystem.makeDirectory(configuration + "/policy.d")
        try FileSystem.writeAtomically(configuration + "/policy.d/30-test.policy", Array(policy.utf8))
    }

    /// Everything of the shipped configuration but the host's own settings.
    private func copyShipped() throws {
        let shipped = Requirements.checkout + "/policies"
        for path in Self.files(below: shipped) {
            let relative = path.dropFirst(shipped.count)
            guard relative.split(separator: "/").count > 1 else { continue }
            try FileSystem.makeDirectory(FileSystem.parent(of: configuration + relative))
            try FileSystem.writeAtomically(configuration + relative, FileSystem.read(path))
        }
    }

    /// The user ids of its VMs, which nobody else has.
    var userIDs: Range<UInt32> { claim.range }

    func define(_ machine: Definition) throws {
        try FileSystem.writeAtomically("\(configuration)/vms.d/\(machine.name).toml", Array(machine.text.utf8))
    }

    /// A host for the length of `body`; afterwards everything is shut down, and nothing may be left.
    static func with(
        _ machines: [Definition]?, settings: String = "", images: String = Requirements.images, starts: Bool = true,
        policy: String? = nil, flows: String = "", clones: String = "", disposables: String = "",
        _ body: (Host) async throws -> Void
    ) async throws {
        let host = try Host(
            machines, settings: settings, images: images, policy: policy, flows: flows, clones: clones,
            disposables: disposables)
        do {
            if starts {
                let up = try await host.up("--no-autostart")
                try #require(up.status == 0, "\(up.errors)\(host.managerLog)")
            }
            try await body(host)
        } catch {
            Issue.record(error, "the manager's log: \(host.managerLog)")
        }
        await host.end()
    }

    // MARK: What a person does

    func up(_ arguments: String...) async throws -> ProgramResult {
        try await bulkhead(
            ["up", "--config", configuration, "--run-directory", run, "--state-directory", state, "--images", images]
                + arguments)
    }

    func bulkhead(_ arguments: String..., input: [UInt8] = []) async throws -> ProgramResult {
        try await bulkhead(arguments, input: input)
    }

    func bulkhead(_ arguments: [String], input: [UInt8] = []) async throws -> ProgramResult {
        try await RunningProgram.run(
            Requirements.programs + "/bulkhead", arguments, environment: ["BULKHEAD_RUN=\(run)"], input: input,
            withinSeconds: 300)
    }

    /// A command of the program that goes on while the test does.
    func begin(_ arguments: String...) throws -> RunningProgram {
        try RunningProgram(
            Requirements.programs + "/bulkhead", arguments, environment: ["BULKHEAD_RUN=\(run)"])
    }

    func terminal(_ arguments: String...) throws -> PseudoTerminal {
        try PseudoTerminal(
            Requirements.programs + "/bulkhead", arguments, environment: ["BULKHEAD_RUN=\(run)"])
    }

    /// Runs a line of shell in a VM and returns what it printed, without the last newline.
    func shell(_ machine: String, _ line: String, user: String? = nil) async throws -> String {
        let result = try await bulkhead(["run", "-p"] + (user.map { ["-u", $0] } ?? []) + [machine, line])
        guard result.status == 0 else {
            throw TimedOut("'\(line)' in \(machine) ended with \(result.status): \(result.output)\(result.errors)")
        }
        return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    }

    /// Does something with a VM that has to succeed.
    func does(_ arguments: String...) async throws { try await does(arguments) }

    func does(_ arguments: [String]) async throws {
        let result = try await bulkhead(arguments)
        guard result.status == 0 else {
            throw TimedOut(
                "'bulkhead \(arguments.joined(separator: " "))' ended with \(result.status): \(result.errors)")
        }
    }

    /// Asks the shell on the console of a VM, until it has answered: a slow one may take longer than the program waits.
    func consoleAnswers(_ machine: String) async throws {
        var last = ""
        do {
            try await eventually("the console of \(machine) answers") {
                let result = try await bulkhead(
                    "console", machine, input: Array("\necho answer-$((40 + 2))\n".utf8))
                last = result.output + result.errors
                return result.status == 0 && last.contains("answer-42")
            }
        } catch let error as TimedOut {
            throw TimedOut("\(error): \(last)")
        }
    }

    /// Starts a line of shell in a VM that goes on while the test does.
    func beginShell(_ machine: String, _ line: String, user: String? = nil) throws -> RunningProgram {
        try RunningProgram(
            Requirements.programs + "/bulkhead", ["run", "-p"] + (user.map { ["-u", $0] } ?? []) + [machine, line],
            environment: ["BULKHEAD_RUN=\(run)"])
    }

    /// Runs a line of shell in a VM, and returns its status and what it printed, whatever they are.
    func result(_ machine: String, _ line: String, user: String? = nil) async throws -> ProgramResult {
        try await bulkhead(["run", "-p"] + (user.map { ["-u", $0] } ?? []) + [machine, line])
    }

    /// Puts a service of a test into a VM.
    func define(service: String, in machine: String, _ script: String) async throws {
        let result = try await bulkhead(
            "run", "-p", "-u", "root", machine,
            "d=/usr/local/etc/qubes-rpc; mkdir -p $d && cat >$d/\(service) && chmod 755 $d/\(service)",
            input: Array("#!/bin/sh\n\(script)\n".utf8))
        guard result.status == 0 else { throw TimedOut("\(service) cannot be defined: \(result.errors)") }
    }

    /// Records of the audit log, as text.
    func audit(_ arguments: String...) async throws -> String {
        try await bulkhead(["audit", "search"] + arguments + ["--folder", state + "/audit"]).output
    }

    // MARK: What there is

    func machine(_ name: String) async throws -> MachineSnapshot {
        try await withManager { manager in try await manager.machine(name) }
    }

    func managerProcess() async throws -> Int32 {
        try await withManager { manager in
            Int32(clamping: try await manager.status().processID)
        }
    }

    private func withManager<Value>(
        _ body: (ManagerConnection) async throws -> Value
    ) async throws -> Value {
        let manager = try await ManagerConnection.open(ManagerLocation(runDirectory: run))
        do {
            let value = try await body(manager)
            await manager.close()
            return value
        } catch {
            await manager.close()
            throw error
        }
    }

    /// Waits until a VM is in a state, and returns it.
    @discardableResult
    func awaits(_ state: PowerState, of name: String) async throws -> MachineSnapshot {
        var last: MachineSnapshot?
        do {
            try await eventually("\(name) is \(state.rawValue)") {
                last = try? await machine(name)
                return last?.state == state
            }
        } catch let error as TimedOut {
            throw TimedOut("\(error), but \(last?.state.rawValue ?? "unknown") (\(last?.stateReason ?? ""))")
        }
        guard let last else { throw TimedOut("\(name) is not there") }
        return last
    }

    /// The processes of the manager and of all its VMs, without the programs of the test.
    func processes() -> [ProcessEntry] {
        let own = CurrentProcess.identifier
        let all = ProcessEntry.all().filter { entry in
            entry.identifier != own && entry.parent != own
                && (userIDs.contains(entry.userID)
                    || entry.commandLine.contains {
                        $0.contains(run + "/") || $0 == run || $0.contains(directory + "/")
                    })
        }
        let groups: [String] = all.flatMap { (entry) -> [String] in entry.controlGroups }
        seenGroups.withLock { seen in
            for group in groups where group.contains("/bulkhead") { seen.insert(group) }
        }
        return all
    }

    func processes(named name: String) -> [ProcessEntry] { processes().filter { $0.name == name.prefix(15) } }

    /// The one process of a VM that has this name and runs as the VM's user.
    func process(_ name: String, of machine: String) async throws -> ProcessEntry {
        let user = try await self.machine(machine).userID
        let found = processes(named: name).filter { $0.userID == user }
        guard let first = found.first, found.count == 1 else {
            throw TimedOut("\(machine) has \(found.count) processes \(name): \(found)")
        }
        return first
    }

    /// Control groups that any process of this host has been in.
    var groups: Set<String> {
        _ = processes()
        return seenGroups.withLock { $0 }
    }

    func volume(of machine: String) -> String { "\(state)/vms/\(machine)/private.img" }

    var managerLog: String { (try? FileSystem.readText(run + "/bulkheadd.log", limit: 64 << 20)) ?? "(none)" }
}
