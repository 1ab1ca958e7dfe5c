import Channel
import LinuxIO

enum FixtureError: Error {
    case timeout(String)
    case noProgram(String)
    case noConnection
}

/// A real broker and a real agent, joined by socket pairs instead of a virtual machine.
final class Fixture {
    let directory: String
    private(set) var broker: Int32 = 0
    private(set) var agent: Int32 = 0
    private let listener: OwnedDescriptor
    private let guestOfBroker: OwnedDescriptor
    /// What an agent would write to; nil once it has been given up.
    private var guestOfAgent: Held?
    private let consoleOfBroker: OwnedDescriptor
    let console: OwnedDescriptor
    let log: OwnedDescriptor
    private let consoleLogLimit: Int
    private let brokerOptions: [String]

    final class Held {
        let descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    init(consoleLogLimit: Int = 65_536, startsAgent: Bool = true, brokerOptions: [String] = []) throws {
        self.brokerOptions = brokerOptions
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-broker-")
        self.consoleLogLimit = consoleLogLimit
        CurrentProcess.ignoreBrokenPipes()
        listener = try UnixSocket.listen(at: "\(directory)/control", .sequencedPacket)
        var guest = try UnixSocket.pair(.stream)
        guestOfBroker = guest.takeFirst()
        guestOfAgent = Held(guest.takeSecond())
        var console = try UnixSocket.pair(.stream)
        consoleOfBroker = console.takeFirst()
        self.console = console.takeSecond()
        log = try FileSystem.open("\(directory)/console.log", .append)
        try writeAccounts()
        try startBroker()
        if startsAgent { try startAgent() }
    }

    deinit {
        if broker > 0 { try? killBroker() }
        if agent > 0 { try? endAgent() }
        try? FileSystem.removeTree(directory)
    }

    /// The tests run as whoever runs them: that is the only user there is.
    private func writeAccounts() throws {
        let user = CurrentProcess.userID
        let passwords =
            "tester:x:\(user):\(user)::\(directory):/bin/sh\nuser:x:\(user):\(user)::\(directory):/bin/bash\n"
            + "stranger:x:54321:54321::/:/bin/sh\n"
        try FileSystem.writeAtomically("\(directory)/passwd", Array(passwords.utf8))
        try FileSystem.writeAtomically("\(directory)/group", Array("tester:x:\(user):\n".utf8))
    }

    static func program(_ name: String) throws -> String {
        let own = CurrentProcess.executablePath ?? ""
        let path = "\(FileSystem.parent(of: own))/\(name)"
        guard FileSystem.isExecutable(path) else { throw FixtureError.noProgram(path) }
        return path
    }

    func startBroker() throws {
        broker = try ChildProcess.spawn(
            try Self.program("bulkhead-broker"), ["--console-log-limit", "\(consoleLogLimit)"] + brokerOptions,
            passing: [
                .init(listener.number, as: 3), .init(guestOfBroker.number, as: 4),
                .init(consoleOfBroker.number, as: 5), .init(log.number, as: 6), .init(2, as: 2),
            ])
    }

    func startAgent() throws {
        guard let guestOfAgent else { throw FixtureError.noConnection }
        agent = try ChildProcess.spawn(
            try Self.program("bulkhead-agent"), ["--simulate", "3", "\(directory)/passwd", "\(directory)/group", root],
            passing: [.init(guestOfAgent.descriptor.number, as: 3), .init(2, as: 2)])
    }

    /// Kills the broker as the worst crash would.
    func killBroker() throws {
        try ProcessHandle(broker).send(.kill)
        _ = try ChildProcess.wait(broker)
        broker = 0
    }

    /// Ends the "machine": both ends of its side of the channel are closed.
    func endMachine() throws {
        if agent > 0 { try endAgent() }
        guestOfAgent = nil
    }

    /// Ends the "machine" as a panic of its kernel would.
    func crashMachine() throws {
        try ProcessHandle(agent).send(.kill)
        _ = try ChildProcess.wait(agent)
        agent = 0
        guestOfAgent = nil
    }

    // MARK: - Calls

    /// What the agent takes for the root of its file system: its services and the socket for its tools are there.
    var root: String { "\(directory)/root" }
    var toolSocket: String { "\(root)/agent.sock" }

    /// Installs a service: a script.
    func install(_ service: String, _ script: String) throws {
        try FileSystem.makeDirectory("\(root)/etc/qubes-rpc")
        try Self.writeScript("\(root)/etc/qubes-rpc/\(service)", script)
    }

    /// Writes a script by a process of its own: a child that another test starts in that moment would have our
    /// descriptor, and a file that is open for writing cannot be executed.
    static func writeScript(_ path: String, _ script: String) throws {
        let result = try ChildProcess.run(
            "/usr/bin/install", ["-m", "755", "/dev/stdin", path], input: Array("#!/bin/sh\n\(script)\n".utf8))
        guard result.code == 0 else { throw FixtureError.noProgram(result.output) }
    }

    /// In order, so that it takes its commands with it.
    private func endAgent() throws {
        try ProcessHandle(agent).send(.terminate)
        _ = try ChildProcess.wait(agent)
        agent = 0
    }

    /// Waits for the broker's end and returns its exit status.
    func awaitBroker() throws -> Int32 {
        defer { broker = 0 }
        return try ChildProcess.wait(broker)
    }

    func connect() throws -> TestManager {
        TestManager(try UnixSocket.connect(to: "\(directory)/control", .sequencedPacket), of: self)
    }

    /// A manager whose guest is ready.
    func connectReady() throws -> TestManager {
        let manager = try connect()
        try manager.send(.configure(try Self.configuration()))
        try manager.awaitState(.ready)
        return manager
    }

    static func configuration(hostName: String = "work") throws -> GuestConfiguration {
        try GuestConfiguration(
            hostName: hostName, machineName: "work", machineID: Array(0..<16), volume: .existing)
    }

    /// What the agent's side of the channel is, for tests that play the agent themselves.
    var agentEnd: Held {
        get throws {
            guard let guestOfAgent else { throw FixtureError.noConnection }
            return guestOfAgent
        }
    }

    /// Resident memory of the broker in KiB.
    var brokerMemoryKiB: Int { Self.memoryKiB(of: broker) }

    /// Resident memory of a process in KiB; 0 when it is gone.
    static func memoryKiB(of process: Int32) -> Int {
        let text = (try? FileSystem.readText("/proc/\(process)/status")) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return 0
    }
}
