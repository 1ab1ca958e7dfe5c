internal import Channel
import LinuxEvents
import LinuxIO
import Machines
import ManagerClient
import SystemBus

/// What calls between VMs need of one machine.
extension MachineController {
    /// How long the guest may take to give or take the clipboard's text.
    private static let clipboardMilliseconds: Int32 = 10_000

    /// What tells this VM from another one of the same name.
    var identity: String? { (try? machineID()).map { Hexadecimal.text($0) } }

    /// Sends its broker a request; false when there is none, or it takes no more.
    @discardableResult
    func send(_ request: BrokerRequest, descriptors: [CInt] = []) -> Bool {
        link?.send(request.encode(), descriptors: descriptors) == true
    }

    /// Has the guest run a service for a caller.
    ///
    /// - Returns: The run by which the broker knows it.
    func serve(_ invocation: ServiceInvocation, _ limits: CallLimits, _ ends: CallEnds) throws(BusFailure) -> UInt32 {
        try checkServing()
        nextRunID &+= 1
        let id = nextRunID
        defer { withExtendedLifetime(ends) {} }
        guard
            send(
                .serve(id: id, limits, invocation),
                descriptors: [ends.callees.descriptor.number, ends.calleesStatus.descriptor.number])
        else { throw ManagerFailureKind.guest.failure("The broker of the VM \(name) takes no call now.") }
        return id
    }

    private func checkServing() throws(BusFailure) {
        try check(.run)
        guard link != nil, agent.state == .ready else {
            throw ManagerFailureKind.guest.failure("The agent of the VM \(name) is \(agent.state).")
        }
    }

    /// Runs the guest's clipboard program with a file as its input or output, and waits for its end.
    func runClipboard(
        _ command: [String], input: SharedDescriptor?, output: SharedDescriptor?
    ) async throws(BusFailure) -> RunOutcome {
        try checkServing()
        let status: SharedDescriptor
        defer { withExtendedLifetime((input, output)) {} }
        do {
            let nothing = try FileSystem.open("/dev/null", .readWrite)
            var pipe = try OwnedDescriptor.pipe()
            status = SharedDescriptor(pipe.takeFirst())
            let guestStatus = pipe.takeSecond()
            nextRunID &+= 1
            let isSent = send(
                .run(id: nextRunID, try RunSpecification(command: .arguments(command))),
                descriptors: [
                    input?.descriptor.number ?? nothing.number, output?.descriptor.number ?? nothing.number,
                    nothing.number, guestStatus.number,
                ])
            guard isSent else {
                throw ManagerFailureKind.guest.failure("The broker of the VM \(name) takes no command now.")
            }
        } catch let failure as BusFailure {
            throw failure
        } catch {
            throw ManagerFailureKind.limit.failure("The clipboard program cannot be started: \(error).")
        }
        let id = nextRunID
        let line = await status.readAll(
            limit: RunOutcome.lineLimit, withinMilliseconds: Self.clipboardMilliseconds)
        guard let line else {
            send(.cancel(id: id))
            throw ManagerFailureKind.guest.failure("The clipboard program of the VM \(name) does not end.")
        }
        return RunOutcome(line: line)
    }
}
