internal import Channel
internal import Flows
package import LinuxIO

/// The host process that reads what one guest writes, and carries it to the manager's clients.
///
/// One thread, one loop. Everything that waits is bounded: a guest by its credit, a manager by a number of notices, a
/// console client by a number of bytes.
package final class Broker {
    /// Turns of the loop in which a packet is taken from the manager before others have their turn.
    static let requestsPerTurn = 16

    private let listener: OwnedDescriptor
    let guest: GuestLink
    let console: ConsoleRelay
    var manager: ManagerConnection?
    /// By the broker's own numbers.
    var runs: [UInt32: Run] = [:]
    var nextRunKey: UInt32 = 0
    /// By the numbers that the present manager gave; it knows nothing of those of the former one.
    var runsOfManager: [UInt32: Run] = [:]
    var runsByStream: [StreamID: Run] = [:]
    /// Waits until the agent asks for it.
    var configuration: GuestConfiguration?
    var hasSentConfiguration = false
    /// Calls that the guest makes.
    var calls: [UInt32: Call] = [:]
    var callsByStream: [StreamID: Call] = [:]
    var nextCallID: UInt32 = 0
    var callBudget: TokenBucket
    /// Calls refused for their number since the manager was last told, and when it may be told again.
    var droppedCalls: UInt32 = 0
    var nextDropNoticeNanoseconds: UInt64 = 0
    var logBudget = LogBudget()
    private var polls = PollSet()
    var hasEnded = false

    var status = AgentStatus(state: .connecting) {
        didSet { if status != oldValue { manager?.notify(status) } }
    }

    package init(_ descriptors: consuming BrokerDescriptors, options: BrokerOptions) throws(SystemError) {
        try descriptors.control.setNonblocking()
        try descriptors.guest.setNonblocking()
        try descriptors.console.setNonblocking()
        let nonce = try CurrentProcess.randomBytes(ChannelLimits.nonce)
        listener = descriptors.control
        callBudget = TokenBucket(
            perSecond: options.callsPerSecond, burst: options.callBurst, nowNanoseconds: Clock.monotonicNanoseconds())
        guest = GuestLink(
            OwnedDescriptorBox(descriptors.guest), nonce: nonce, nowNanoseconds: Clock.monotonicNanoseconds())
        console = ConsoleRelay(
            console: OwnedDescriptorBox(descriptors.console),
            log: ConsoleLog(descriptors.consoleLog, limitBytes: options.consoleLogLimitBytes))
    }

    /// Works until the virtual machine has gone.
    ///
    /// - Returns: The exit status of the process.
    package func run() -> Int32 {
        while !hasEnded { turn() }
        console.drain()
        manager?.flush()
        return 0
    }

    private func turn() {
        polls.removeAll()
        if let manager {
            manager.prepare(&polls)
        } else {
            // A second manager waits in the backlog until the first has gone.
            polls.add(.listener, listener.number, .readable)
        }
        guest.prepare(&polls)
        console.prepare(&polls)
        for run in runs.values { prepare(run) }
        for call in calls.values { prepare(call, &polls) }

        let ready = polls.wait(milliseconds: guest.timeoutMilliseconds(Clock.monotonicNanoseconds()))
        var managerIsReady = false
        for (source, came) in ready {
            switch source {
            case .listener: accept()
            case .manager: managerIsReady = true
            case .guest: handleGuest(came)
            case .console: console.handleConsole(came)
            case .consoleClient: console.handleClient(came)
            case .runInput(let id): handleInput(id)
            case .runOutput(let id, let subChannel): handleOutput(id, subChannel, came)
            case .runStatus(let id): handleStatusReader(id, came)
            case .callInput(let id): handleCallInput(id)
            case .callOutput(let id): handleCallOutput(id, came)
            case .callStatus(let id): handleCallStatus(id)
            }
        }
        // Last, so that nothing above meets a run that was made in this turn under an id that just got free.
        if managerIsReady { handleManager() }
        tick()
    }

    private func prepare(_ run: Run) {
        if let input = run.input, guest.channel.sendableByteCount(run.stream) > 0 {
            polls.add(.runInput(run.key), input.number, .readable)
        }
        for subChannel in [SubChannel.standardOutput, .standardError] {
            guard let sink = run.sink(subChannel), let descriptor = sink.descriptor else { continue }
            polls.add(.runOutput(run.key, subChannel), descriptor.number, sink.wantsToWrite ? .writable : [])
        }
        if let status = run.status { polls.add(.runStatus(run.key), status.number, []) }
    }

    private func accept() {
        guard let accepted = try? UnixSocket.accept(listener) else { return }
        guard (try? accepted.setNonblocking()) != nil else { return }
        let connection = ManagerConnection(accepted)
        manager = connection
        runsOfManager.removeAll()
        connection.notify(status)
        announceCalls()
    }

    private func handleManager() {
        for _ in 0..<Self.requestsPerTurn {
            guard let manager else { return }
            manager.flush()
            switch manager.receive() {
            case .nothing: return
            case .ended:
                self.manager = nil
                return
            case .packet(let bytes, let descriptors): handle(bytes, descriptors)
            }
        }
    }
}
