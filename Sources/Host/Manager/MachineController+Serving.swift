internal import Channel
import Hypervisor
import LinuxEvents
import LinuxIO
import Machines
import ManagerClient
import SystemBus

extension MachineController {
    /// Runs a command in the guest.
    ///
    /// - Returns: Standard input (to write), output and error (to read) and status (to read one line) for the caller.
    func run(_ request: RunRequest) throws(BusFailure) -> [BusDescriptor] {
        let (ends, _, status) = try runWatched(request)
        return ends + [status]
    }

    /// Runs a command whose status somebody here waits for.
    ///
    /// - Returns: Standard input (to write), output and error (to read) for the caller; the number by which the broker
    ///   knows the run; its status, to read.
    func runWatched(
        _ request: RunRequest
    ) throws(BusFailure) -> (ends: [BusDescriptor], id: UInt32, status: BusDescriptor) {
        try check(.run)
        guard link != nil, agent.state == .ready else {
            throw ManagerFailureKind.guest.failure(
                "The agent of the VM \(name) is \(agent.state).",
                advice: "Wait a moment, or see 'bulkhead logs \(name)'.")
        }
        return try begin(try commandSpecification(request))
    }

    func commandSpecification(_ request: RunRequest) throws(BusFailure) -> RunSpecification {
        do {
            return try RunSpecification(
                command: request.usesShell
                    ? .shell(request.command.joined(separator: " ")) : .arguments(request.command),
                user: request.user ?? "user", environment: request.environment, directory: request.directory)
        } catch {
            throw .invalidArguments("The command cannot be sent to the VM \(name): \(error).")
        }
    }

    /// Begins a command, whatever the power state: the agent must be there.
    func begin(
        _ specification: RunSpecification
    ) throws(BusFailure) -> (ends: [BusDescriptor], id: UInt32, status: BusDescriptor) {
        guard let link else { throw ManagerFailureKind.guest.failure("The VM \(name) has no broker at this moment.") }
        do {
            var input = try OwnedDescriptor.pipe()
            var output = try OwnedDescriptor.pipe()
            var error = try OwnedDescriptor.pipe()
            var status = try OwnedDescriptor.pipe()
            let guestInput = input.takeFirst()
            let guestOutput = output.takeSecond()
            let guestError = error.takeSecond()
            let guestStatus = status.takeSecond()
            nextRunID &+= 1
            let isSent = link.send(
                BrokerRequest.run(id: nextRunID, specification).encode(),
                descriptors: [guestInput.number, guestOutput.number, guestError.number, guestStatus.number])
            guard isSent else {
                throw ManagerFailureKind.guest.failure(
                    "The broker of the VM \(name) takes no command now.", advice: "Try again in a moment.")
            }
            let ends = [
                BusDescriptor(input.takeSecond()), BusDescriptor(output.takeFirst()), BusDescriptor(error.takeFirst()),
            ]
            return (ends, nextRunID, BusDescriptor(status.takeFirst()))
        } catch let failure as BusFailure {
            throw failure
        } catch {
            throw ManagerFailureKind.limit.failure("The command cannot be started: \(error).")
        }
    }

    /// A stream that is the guest's serial console; an earlier one is closed.
    func openConsole() throws(BusFailure) -> BusDescriptor {
        try check(.console)
        guard let link else {
            throw ManagerFailureKind.guest.failure(
                "The VM \(name) has no broker at this moment.", advice: "Try again in a moment.")
        }
        do {
            var pair = try UnixSocket.pair(.stream)
            let brokers = pair.takeFirst()
            guard link.send(BrokerRequest.attachConsole.encode(), descriptors: [brokers.number]) else {
                throw ManagerFailureKind.guest.failure("The broker of the VM \(name) does not answer.")
            }
            return BusDescriptor(pair.takeSecond())
        } catch let failure as BusFailure {
            throw failure
        } catch {
            throw ManagerFailureKind.limit.failure("The console cannot be opened: \(error).")
        }
    }

    func openLog(_ kind: LogKind) throws(BusFailure) -> BusDescriptor {
        do {
            switch kind {
            case .console:
                let path = BrokerLauncher.consoleLogPath(in: runDirectory)
                guard FileSystem.exists(path) else {
                    throw ManagerFailureKind.notFound.failure(
                        "The VM \(name) has no console log.", advice: "It has not been started yet.")
                }
                return BusDescriptor(try FileSystem.open(path))
            case .qemu: return try memoryFile(instance?.processLog() ?? lastProcessLog)
            case .broker: return try memoryFile(notices.map { $0 + "\n" }.joined())
            }
        } catch let failure as BusFailure {
            throw failure
        } catch {
            throw ManagerFailureKind.internalFailure.failure("The log cannot be opened: \(error).")
        }
    }

    private func memoryFile(_ text: String) throws(SystemError) -> BusDescriptor {
        let file = try OwnedDescriptor.memoryFile(name: "log", sizeBytes: 0)
        try file.writeAll(Array(text.utf8))
        try file.seekToStart()
        return BusDescriptor(file)
    }
}
