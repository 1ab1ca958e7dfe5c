internal import Channel
import Hypervisor
import Jail
import LinuxEvents
import LinuxIO
import Machines

/// Starts the broker of a machine, or finds the one that an earlier manager started.
struct BrokerLauncher: Sendable {
    /// The folder of bulkhead-broker and bulkhead-launch.
    let programDirectory: String
    let consoleLogLimitBytes: Int
    /// How many calls its guest may make.
    let flows: FlowSettings

    /// Descriptor numbers of the broker (docs/PROTOCOL.md).
    private static let controlNumber: CInt = 3
    private static let channelNumber: CInt = 4
    private static let consoleNumber: CInt = 5
    private static let logNumber: CInt = 6
    /// Files that a broker may have open: its four, two for each console client, five for each of its commands.
    private static let openFileLimit: UInt64 = 512

    struct Started: Sendable {
        let process: BrokerProcess
        /// What the broker writes to its standard error: a file in memory that cannot grow.
        let output: BrokerOutput
        let socket: PacketSocket
    }

    static func controlPath(in runDirectory: String) -> String { runDirectory + "/broker.sock" }
    static func consoleLogPath(in runDirectory: String) -> String { runDirectory + "/console.log" }

    /// Starts a broker for the machine whose sockets are given; blocks for some milliseconds.
    private func start(
        runDirectory: String, channelSocket: String, consoleSocket: String, userID: UInt32, controlGroups: [String]
    ) throws -> Started {
        let path = Self.controlPath(in: runDirectory)
        try FileSystem.remove(path)
        let control = try UnixSocket.listen(at: path, .sequencedPacket)
        let channel = try UnixSocket.connect(to: channelSocket, .stream)
        let console = try UnixSocket.connect(to: consoleSocket, .stream)
        let log = try FileSystem.open(Self.consoleLogPath(in: runDirectory), .append)
        let program = programDirectory + "/bulkhead-broker"
        let specification = JailSpecification(
            program: program,
            arguments: [
                "--console-log-limit", "\(consoleLogLimitBytes)", "--calls-per-second", "\(flows.callsPerSecond)",
                "--call-burst", "\(flows.callBurst)",
            ],
            userID: userID,
            visiblePaths: [program, "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"],
            links: [.init("/lib", to: "usr/lib"), .init("/lib64", to: "usr/lib64")], controlGroups: controlGroups,
            limits: JailLimits(openFiles: Self.openFileLimit),
            keptDescriptors: [Self.controlNumber, Self.channelNumber, Self.consoleNumber, Self.logNumber])
        let output = try BrokerOutput()
        let jailed = try Jail.spawn(
            specification, programs: programDirectory,
            passing: [
                .init(control.number, as: Self.controlNumber), .init(channel.number, as: Self.channelNumber),
                .init(console.number, as: Self.consoleNumber), .init(log.number, as: Self.logNumber),
                .init(output.number, as: 1), .init(output.number, as: 2),
            ])
        guard let ticks = ProcessHandle.startTicks(of: jailed.processID) else {
            _ = ChildProcess.reap(jailed.monitorID)
            throw SystemError("start", program, code: ErrorCode.noProcess)
        }
        let process = BrokerProcess(
            identifier: jailed.processID, startTicks: ticks, monitorID: jailed.monitorID)
        do {
            return Started(process: process, output: output, socket: try Self.connect(in: runDirectory))
        } catch {
            process.end()
            throw error
        }
    }

    /// Starts a broker for a machine, on a queue that may block.
    func start(
        for machine: InstanceRecord, in runDirectory: String, on queue: WorkQueue
    ) async throws(StartError) -> Started {
        let result = await queue.run {
            Result {
                try start(
                    runDirectory: runDirectory, channelSocket: machine.channelSocket,
                    consoleSocket: machine.consoleSocket, userID: machine.userID, controlGroups: machine.controlGroups)
            }
        }
        do { return try result.get() } catch { throw .host("its broker did not start: \(error)") }
    }

    /// Connects to a broker that runs.
    static func connect(in runDirectory: String) throws(SystemError) -> PacketSocket {
        let socket = try UnixSocket.connect(to: controlPath(in: runDirectory), .sequencedPacket)
        return try PacketSocket(socket, limitBytes: BrokerControl.packetLimit)
    }
}
