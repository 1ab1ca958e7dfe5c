internal import Channel
package import LinuxIO

/// The guest's side of the channel: one thread, one loop.
package final class Agent {
    /// What a descriptor in the loop stands for.
    enum Source {
        case signals
        case port
        case powerButton
        case console
        case input(StreamID)
        case output(StreamID, SubChannel)
        case toolListener
        case tool(UInt32)
        case toolInput(UInt32)
        case toolOutput(UInt32)
    }

    /// What this agent can do beyond version 1 of the protocol.
    private static let extensionNames = ["run", "private-volume", "calls"]

    let port: GuestPort
    let system: any GuestSystem
    let accounts: AccountFiles
    let services: ServiceFiles
    /// Where programs of the guest ask for calls; nil where none can.
    private(set) var toolListener: DescriptorBox?
    var tools: [UInt32: ToolClient] = [:]
    var toolsByCall: [StreamID: UInt32] = [:]
    var nextTool: UInt32 = 0
    /// On the way from a pipe of somebody else's to the port; empty between two turns.
    private(set) lazy var splicePipe: (read: DescriptorBox, write: DescriptorBox)? = {
        guard var pipe = try? OwnedDescriptor.pipe(holding: Command.pipeByteCount) else { return nil }
        let ends = (read: DescriptorBox(pipe.takeFirst()), write: DescriptorBox(pipe.takeSecond()))
        guard (try? ends.read.descriptor.setNonblocking()) != nil else { return nil }
        return ends
    }()
    private let signals: SignalDescriptor
    var channel = GuestChannel(extensionNames: extensionNames)
    var commands: [StreamID: Command] = [:]
    var streamsByProcess: [Int32: StreamID] = [:]
    var isConfigured = false
    var isSettled = false
    var console: ConsoleShell?
    var powerButton: PowerButton?
    var greeting: String?
    private var poller = Poller()
    private var sources: [Source] = []

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - port: The stream to the host.
    ///   - system: What it does to its machine.
    ///   - accounts: Where users are looked up.
    ///   - services: Where services are looked up.
    ///   - toolSocketPath: Where programs of the guest ask for calls; nil where none can.
    ///   - console: Where a shell is on offer once the guest is configured.
    ///   - powerButton: The button that switches the guest off.
    ///   - greeting: A line for the machine's log, said to the first host.
    /// - Throws: When signals cannot be had as a descriptor.
    package init(
        port: GuestPort, system: any GuestSystem, accounts: AccountFiles = AccountFiles(),
        services: ServiceFiles = ServiceFiles(), toolSocketPath: String? = nil,
        console: ConsoleShell? = nil, powerButton: PowerButton? = nil, greeting: String? = nil
    ) throws(SystemError) {
        self.port = port
        self.system = system
        self.accounts = accounts
        self.services = services
        self.console = console
        self.powerButton = powerButton
        self.greeting = greeting
        if let toolSocketPath { toolListener = try Self.listen(at: toolSocketPath) }
        signals = try SignalDescriptor([.child, .interrupt, .terminate])
    }

    /// Every user of the guest may make calls: the policy decides between VMs, not within one.
    private static func listen(at path: String) throws(SystemError) -> DescriptorBox {
        try FileSystem.makeDirectory(FileSystem.parent(of: path))
        try FileSystem.remove(path)
        let listener = try UnixSocket.listen(at: path, .sequencedPacket)
        try listener.setNonblocking()
        try FileSystem.changeMode(path, 0o666)
        return DescriptorBox(listener)
    }

    /// Works until the port has ended for good, which it never does in a virtual machine.
    package func run() {
        while !port.hasEnded { turn() }
        for command in commands.values { command.kill() }
        for tool in tools.values { tool.reply(.failed(GuestText("the agent ends"))) }
    }

    private func turn() {
        let now = Clock.monotonicNanoseconds()
        poller.removeAll()
        sources.removeAll(keepingCapacity: true)
        wait(.signals, signals.number, .readable)
        if port.isAwake(now) { wait(.port, port.number, channel.output.isEmpty ? .readable : [.readable, .writable]) }
        if let number = powerButton?.number { wait(.powerButton, number, .readable) }
        if let number = console?.number { wait(.console, number, .readable) }
        for command in commands.values { prepare(command) }
        prepareTools()

        let timeouts = [
            port.timeoutMilliseconds(now), console?.timeoutMilliseconds(now), powerButton?.timeoutMilliseconds(now),
        ].compactMap { $0 }
        let count = poller.wait(milliseconds: timeouts.min())
        if count > 0 {
            for (index, source) in sources.enumerated() {
                let came = poller.result(at: index)
                if !came.isEmpty { handle(source, came) }
            }
        }
        console?.keepAlive(Clock.monotonicNanoseconds())
        powerButton?.openIfDue(Clock.monotonicNanoseconds())
        flush()
    }

    func wait(_ source: Source, _ descriptor: CInt, _ interest: Poller.Interest) {
        _ = poller.add(descriptor, interest)
        sources.append(source)
    }

    private func prepare(_ command: Command) {
        if let input = command.input {
            wait(.input(command.stream), input.number, command.wantsToWrite ? .writable : [])
        }
        for subChannel in [SubChannel.standardOutput, .standardError] {
            guard let output = command.output(subChannel),
                channel.sendableByteCount(subChannel, on: command.stream) > 0
            else { continue }
            wait(.output(command.stream, subChannel), output.number, .readable)
        }
    }

    private func handle(_ source: Source, _ came: Poller.Interest) {
        switch source {
        case .signals: handleSignals()
        case .port:
            guard !came.isDisjoint(with: [.readable, .hungUp, .failed]) else { return }
            for event in channel.receive(port.read()) { handle(event) }
        case .powerButton:
            if powerButton?.wasPressed() == true { system.powerOff() }
        case .console: console?.start()
        case .input(let stream):
            guard let command = commands[stream] else { return }
            // Of a socket whose other side is closed, poll(2) says nothing but that, again and again.
            let isGone = came.contains(.failed) || (came.contains(.hungUp) && !came.contains(.writable))
            channel.consumed(isGone ? command.abandonInput() : command.flush(), on: stream)
        case .output(let stream, let subChannel): forward(subChannel, of: stream)
        case .toolListener: acceptTool()
        case .tool(let id): handleTool(id, came)
        case .toolInput(let id): handleToolInput(id)
        case .toolOutput(let id): handleToolOutput(id, came)
        }
    }

    func handleSignals() {
        while let signal = signals.next() {
            switch signal {
            case .interrupt, .terminate: system.powerOff()
            default: break
            }
        }
        // One SIGCHLD can stand for many.
        while let (process, ending) = UserProcess.reapAny() {
            console?.handleEnd(of: process, nowNanoseconds: Clock.monotonicNanoseconds())
            guard let stream = streamsByProcess.removeValue(forKey: process) else { continue }
            switch ending {
            case .exited(let code): channel.exited(stream, .exited(code: code))
            case .signalled(let number): channel.exited(stream, .signalled(number: number))
            }
            forgetIfFinished(stream)
        }
    }

    /// Writes what the port takes.
    func flush() {
        while !channel.output.isEmpty {
            let count = port.write(channel.output.prefix(GuestPort.readStep))
            guard count > 0 else { return }
            channel.written(count)
        }
    }
}
