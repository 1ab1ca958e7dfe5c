import LinuxIO
import Machines
import ManagerClient
import SystemBus

/// The bus that the manager is reached on: the host's, or a private daemon where there is none.
struct BusHost: Sendable {
    static let systemSocket = "/run/dbus/system_bus_socket"
    private static let startMilliseconds = 5_000

    let runDirectory: String
    let choice: BusChoice

    private var privateSocket: String { runDirectory + "/bus" }
    private var configurationPath: String { runDirectory + "/bus.conf" }
    private var processPath: String { runDirectory + "/bus.pid" }
    private var addressPath: String { runDirectory + "/" + ManagerLocation.addressFile }

    /// Connects, starting the private daemon if it is needed, and claims nothing yet.
    func open() async throws(BusError) -> BusConnection {
        if choice != .private, let connection = await openSystem() {
            try write(address: "unix:path=" + Self.systemSocket)
            return connection
        }
        guard choice != .system else {
            throw .cannotConnect(address: Self.systemSocket, reason: "set bus = \"auto\" to use a private one")
        }
        if let adopted = try? await BusConnection.open(.unix(path: privateSocket)) {
            try write(address: BusAddress.unix(path: privateSocket).text)
            return adopted
        }
        try startDaemon()
        for _ in 0..<(Self.startMilliseconds / 5) {
            if let connection = try? await BusConnection.open(.unix(path: privateSocket)) {
                try write(address: BusAddress.unix(path: privateSocket).text)
                return connection
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
        throw .cannotConnect(address: privateSocket, reason: "the private bus does not answer")
    }

    /// A bus whose policy does not let us have the name is of no use.
    private func openSystem() async -> BusConnection? {
        guard FileSystem.isSocket(Self.systemSocket),
            let connection = try? await BusConnection.open(.system)
        else { return nil }
        if choice == .system { return connection }
        guard (try? await connection.requestName(ManagerInterface.busName)) != nil else {
            await connection.close()
            return nil
        }
        try? await connection.releaseName(ManagerInterface.busName)
        return connection
    }

    private func startDaemon() throws(BusError) {
        guard let program = ChildProcess.find("dbus-daemon") else {
            throw .cannotConnect(
                address: privateSocket,
                reason: "there is neither a system bus nor the program dbus-daemon; install the package dbus")
        }
        let group = ProcessTable.groupID(named: Authorization.groupName) == nil ? nil : Authorization.groupName
        let text = try PrivateBus.configuration(socket: privateSocket, readers: group)
        do {
            try FileSystem.remove(privateSocket)
            try FileSystem.writeAtomically(configurationPath, Array(text.utf8), mode: 0o644)
            let process = try ChildProcess.spawn(
                program, ["--config-file=" + configurationPath, "--nofork", "--nopidfile", "--nosyslog"])
            let ticks = ProcessHandle.startTicks(of: process) ?? 0
            try FileSystem.writeAtomically(processPath, Array("\(process) \(ticks)\n".utf8))
        } catch {
            throw .cannotConnect(address: privateSocket, reason: "the private bus cannot be started: \(error)")
        }
    }

    private func write(address: String) throws(BusError) {
        do { try FileSystem.writeAtomically(addressPath, Array((address + "\n").utf8), mode: 0o644) } catch {
            throw .cannotConnect(address: addressPath, reason: "\(error)")
        }
    }

    /// Ends the private daemon and removes its files.
    func close() {
        if let text = try? FileSystem.readText(processPath) {
            let fields = text.split(separator: " ")
            if let process = fields.first.flatMap({ Int32($0) }), let ticks = fields.last.flatMap({ UInt64($0) }) {
                if let handle = try? ProcessHandle(process, startTicks: ticks) { handle.send(.kill) }
                for _ in 0..<200 where ProcessHandle.startTicks(of: process) == ticks {
                    if ChildProcess.reap(process) != nil { break }
                    Clock.sleep(milliseconds: 5)
                }
            }
        }
        for path in [addressPath, processPath, configurationPath, privateSocket] { try? FileSystem.remove(path) }
    }

    /// Reaps a private daemon that died.
    func reapDaemon() {
        guard let text = try? FileSystem.readText(processPath), let process = text.split(separator: " ").first else {
            return
        }
        if let process = Int32(process) { _ = ChildProcess.reap(process) }
    }
}
