import Channel
import LinuxIO

/// The host's half of the least conversation that makes an agent ready: what a broker says, without the broker.
struct Conversation {
    /// How often the hello is repeated: more often than a broker does, so that the comparison flatters nobody.
    private static let pauseMilliseconds: Int32 = 20

    private var channel: HostChannel
    private let configuration: GuestConfiguration
    private(set) var isReady = false
    private var commands: [StreamID: (output: [UInt8], status: ExitStatus?)] = [:]

    init(_ configuration: GuestConfiguration, _ nonce: [UInt8]) {
        self.configuration = configuration
        channel = HostChannel(nonce: nonce)
    }

    /// Starts a line of shell, as root; what it prints is kept.
    mutating func start(_ line: String) throws -> StreamID {
        guard let stream = channel.open(.run(try RunSpecification(command: .shell(line), user: "root"))) else {
            throw BenchError("the channel takes no command")
        }
        channel.endInput(of: stream)
        commands[stream] = ([], nil)
        return stream
    }

    /// How a command ended; nil while it runs.
    func status(of stream: StreamID) -> ExitStatus? { commands[stream]?.status }

    func output(of stream: StreamID) -> String { String(decoding: commands[stream]?.output ?? [], as: UTF8.self) }

    mutating func powerOff() { channel.powerOff() }

    /// Waits until the guest, or one of the others, says something; takes and gives what there is.
    mutating func step(_ guest: borrowing OwnedDescriptor, others: [CInt]) throws {
        var poller = Poller()
        _ = poller.add(guest.number, channel.output.isEmpty ? .readable : [.readable, .writable])
        for other in others { _ = poller.add(other, .readable) }
        _ = poller.wait(milliseconds: Self.pauseMilliseconds)
        if let bytes = try guest.read(limit: 65_536), !bytes.isEmpty {
            for event in channel.receive(bytes) { try handle(event) }
        }
        if !channel.output.isEmpty { channel.written(try guest.write(channel.output.prefix(65_536))) }
    }

    private mutating func handle(_ event: HostEvent) throws {
        switch event {
        case .report(.waiting):
            channel.configure(
                configuration, wallClock: Clock.wallNanoseconds(),
                entropy: try CurrentProcess.randomBytes(ChannelLimits.entropy))
        case .report(.ready): isReady = true
        case .report(.failed(let text)): throw BenchError("the agent says: \(text)")
        case .data(let stream, let subChannel, let bytes):
            commands[stream]?.output += bytes
            channel.consumed(bytes.count, of: subChannel, on: stream)
        case .exited(let stream, let status): commands[stream]?.status = status
        case .refused(let stream, _): commands[stream]?.status = .exited(code: 125)
        case .failed(let failure): throw BenchError("the channel failed: \(failure)")
        default: break
        }
    }
}
