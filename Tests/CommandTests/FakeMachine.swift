import Dispatch
import LinuxIO
import Machines
import ManagerClient
import SystemBus
import TestSupport

/// One VM of the fake manager; its commands run on this machine.
struct FakeMachine: BusObject {
    let name: String
    let manager: FakeManager

    var interfaces: [BusInterface] { [ManagerInterface.machine] }

    func authorize(_ caller: BusCaller, interface: String, member: String) async throws(BusFailure) {
        if await manager.refusesAll {
            throw ManagerFailureKind.accessDenied.failure("User \(caller.uid) may not use the manager.")
        }
    }

    func call(
        _ member: String, interface: String, arguments: [BusValue], caller: BusCaller
    ) async throws(BusFailure) -> [BusValue] {
        let state = try await manager.machine(name).state
        switch member {
        case "Start": try await manager.start(name)
        case "Shutdown", "Restart":
            let options = try StopOptions(value: arguments.first)
            guard state.isActive else { throw wrongState(state) }
            if options.wait { try? await Task.sleep(for: .milliseconds(50)) }
            await manager.set(name, member == "Restart" ? .running : .halted)
        case "Kill": await manager.set(name, .halted)
        case "Pause":
            guard state == .running else { throw wrongState(state) }
            await manager.set(name, .paused)
        case "Unpause":
            guard state == .paused else { throw wrongState(state) }
            await manager.set(name, .running)
        case "Run":
            guard state == .running else { throw wrongState(state) }
            return try run(try RunRequest(arguments: arguments))
        case "OpenConsole": return try openConsole()
        default: return try openLog(arguments.first?.asString ?? "")
        }
        return []
    }

    func properties(of interface: String) async throws(BusFailure) -> [String: BusValue] {
        try await manager.machine(name).values
    }

    func setProperty(
        _ name: String, of interface: String, to value: BusValue, caller: BusCaller
    ) async throws(BusFailure) {}

    private func wrongState(_ state: PowerState) -> BusFailure {
        ManagerFailureKind.wrongState.failure(
            "The VM \(name) is \(state.rawValue).", advice: "Start it with 'bulkhead start \(name)'.")
    }

    private func run(_ request: RunRequest) throws(BusFailure) -> [BusValue] {
        guard request.command != ["lost"] else { return try lostCommand() }
        do {
            var input = try OwnedDescriptor.pipe()
            var output = try OwnedDescriptor.pipe()
            var errors = try OwnedDescriptor.pipe()
            var status = try OwnedDescriptor.pipe()
            let childInput = input.takeFirst()
            let childOutput = output.takeSecond()
            let childErrors = errors.takeSecond()
            let (program, arguments) =
                request.usesShell
                ? ("/bin/sh", ["-c"] + request.command) : (request.command[0], Array(request.command.dropFirst()))
            let end = BusDescriptor(status.takeSecond())
            let process = try ChildProcess.spawn(
                program, arguments, environment: ["PATH=/usr/bin:/bin", "RUN_USER=\(request.user ?? "")"],
                passing: [
                    .init(childInput.number, as: 0), .init(childOutput.number, as: 1), .init(childErrors.number, as: 2),
                ])
            DispatchQueue(label: "test.machine").async {
                let code = (try? ChildProcess.wait(process)) ?? 0
                let result = code > 128 ? RunStatus.signalled(code - 128) : .exited(code)
                if let descriptor = end.take() { try? descriptor.writeAll(Array(result.line.utf8)) }
            }
            return [
                .descriptor(BusDescriptor(input.takeSecond())), .descriptor(BusDescriptor(output.takeFirst())),
                .descriptor(BusDescriptor(errors.takeFirst())), .descriptor(BusDescriptor(status.takeFirst())),
            ]
        } catch {
            throw ManagerFailureKind.guest.failure("\(error)")
        }
    }

    /// A command whose VM dies: all descriptors end without a word.
    private func lostCommand() throws(BusFailure) -> [BusValue] {
        do {
            var values: [BusValue] = []
            for index in 0..<4 {
                var pipe = try OwnedDescriptor.pipe()
                values.append(.descriptor(BusDescriptor(index == 0 ? pipe.takeSecond() : pipe.takeFirst())))
            }
            return values
        } catch {
            throw ManagerFailureKind.guest.failure("\(error)")
        }
    }

    /// A console that greets, and answers each byte with its capital.
    private func openConsole() throws(BusFailure) -> [BusValue] {
        do {
            var pair = try UnixSocket.pair(.stream)
            let guest = BusDescriptor(pair.takeFirst())
            DispatchQueue(label: "test.machine").async {
                guard let guest = guest.take() else { return }
                try? guest.writeAll(Array("login: ".utf8))
                while let bytes = try? guest.read(limit: 100), !bytes.isEmpty {
                    try? guest.writeAll(Array(String(decoding: bytes, as: UTF8.self).uppercased().utf8))
                    if bytes.contains(UInt8(ascii: "X")) { return }
                }
            }
            return [.descriptor(BusDescriptor(pair.takeSecond()))]
        } catch {
            throw ManagerFailureKind.guest.failure("\(error)")
        }
    }

    private func openLog(_ which: String) throws(BusFailure) -> [BusValue] {
        guard which != "broker" else { throw ManagerFailureKind.notFound.failure("\(name) has no broker log yet.") }
        do {
            let path = manager.daemon.directory + "/" + name + "." + which
            try FileSystem.writeAtomically(path, Array("\(which) one\ntwo \u{1b}[31mred\nthree\n".utf8))
            return [.descriptor(BusDescriptor(try FileSystem.open(path)))]
        } catch {
            throw ManagerFailureKind.internalFailure.failure("\(error)")
        }
    }
}
