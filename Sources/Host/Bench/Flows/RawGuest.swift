import Channel
import LinuxIO

/// A machine started by hand, with an agent that runs commands and a port that nobody manages.
final class RawGuest {
    static let portName = "org.bulkhead.raw"
    private static let patienceNanoseconds: UInt64 = 120_000_000_000

    private let directory: String
    private let process: Int32
    private let control: Held
    private let channel: Held
    private let console: Held
    let port: Held
    private var conversation: Conversation
    /// When it last did what was asked, or was asked for something.
    private var heardAt = Clock.monotonicNanoseconds()

    /// A descriptor that a class can keep.
    final class Held {
        let descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    init(_ machine: RawMachine, _ configuration: GuestConfiguration) throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-raw-")
        process = try machine.withPort(Self.portName).spawn(in: directory)
        control = Held(try UnixSocket.connect(to: directory + "/control", .stream))
        channel = Held(try UnixSocket.connect(to: directory + "/channel", .stream))
        console = Held(try UnixSocket.connect(to: directory + "/console", .stream))
        port = Held(try UnixSocket.connect(to: directory + "/raw", .stream))
        try control.descriptor.writeAll(Array("{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"cont\"}\n".utf8))
        conversation = Conversation(configuration, try CurrentProcess.randomBytes(ChannelLimits.nonce))
        for held in [control, channel, console, port] { try held.descriptor.setNonblocking() }
        while !conversation.isReady { try step() }
    }

    deinit {
        try? ProcessHandle(process).send(.kill)
        _ = try? ChildProcess.wait(process)
        try? FileSystem.removeTree(directory)
    }

    /// Takes and gives what there is besides the port; waits a moment when there is nothing.
    func step() throws {
        try conversation.step(channel.descriptor, others: [control.descriptor.number, console.descriptor.number])
        try drain()
        guard Clock.monotonicNanoseconds() - heardAt < Self.patienceNanoseconds else {
            throw BenchError("the machine started by hand does not answer")
        }
    }

    /// A machine whose console or monitor nobody reads would wait for its reader.
    func drain() throws {
        while let bytes = try control.descriptor.read(limit: 65_536), !bytes.isEmpty {}
        while let bytes = try console.descriptor.read(limit: 65_536), !bytes.isEmpty {}
    }

    /// Starts a line of shell, in which `$port` is the port.
    func start(_ line: String) throws -> StreamID {
        heard()
        return try conversation.start(
            "for p in /sys/class/virtio-ports/*; do [ \"$(cat $p/name)\" = \(Self.portName) ] && port=/dev/${p##*/}; done; "
                + line)
    }

    /// Begins to wait anew: it works.
    func heard() { heardAt = Clock.monotonicNanoseconds() }

    func finish(_ stream: StreamID) throws {
        while conversation.status(of: stream) == nil { try step() }
        guard conversation.status(of: stream) == .exited(code: 0) else {
            throw BenchError("a command in the machine started by hand failed: \(conversation.output(of: stream))")
        }
    }
}
