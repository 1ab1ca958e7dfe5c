import Hypervisor
import LinuxEvents
import LinuxIO
import Machines
import QEMUBackend
import Synchronization

/// A monitor on a real socket, with a process that stands for QEMU.
final class FakeMonitor: Sendable {
    static let greeting =
        "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 7}}, \"capabilities\": []}}\r\n"

    let record: InstanceRecord
    private let directory: String
    private let queue = WorkQueue(label: "fake-monitor")
    private let received = Mutex<[String]>([])

    /// Serves one connection: `answer` gives the bytes for each line; nil closes the connection.
    init(greeting: String = FakeMonitor.greeting, _ answer: @escaping @Sendable (String) -> String?) throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-monitor-")
        let process = try ChildProcess.spawn("/bin/sleep", ["1000"])
        record = InstanceRecord(
            name: try MachineName("fake"), processID: process,
            processStartTicks: ProcessHandle.startTicks(of: process) ?? 0, monitorID: process, userID: 1,
            controlSocket: "\(directory)/control.sock", channelSocket: "\(directory)/channel.sock",
            consoleSocket: "\(directory)/console.sock", controlGroups: [])
        let listening = try UnixSocket.listen(at: record.controlSocket, .stream)
        let box = Mutex<OwnedDescriptor?>(consume listening)
        let socket = Held(box)
        queue.async { [weak self] in
            socket.take { listening in
                guard let connection = try? UnixSocket.accept(listening) else { return }
                try? connection.writeAll(Array(greeting.utf8))
                while let bytes = try? connection.read(limit: 65_536), !bytes.isEmpty {
                    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                        self?.received.withLock { $0.append(String(line)) }
                        guard let text = answer(String(line)) else { return }
                        try? connection.writeAll(Array(text.utf8))
                    }
                }
            }
        }
    }

    deinit {
        if let process = try? ProcessHandle(record.processID) { process.send(.kill) }
        _ = ChildProcess.reap(record.processID)
        try? FileSystem.removeTree(directory)
    }

    var lines: [String] { received.withLock { $0 } }

    /// Answers each command with nothing, `query-status` with a status.
    static func obedient(_ line: String, status: String = "prelaunch") -> String {
        let id = line.split(separator: "\"id\":").last.map { $0.prefix { $0.isNumber } } ?? "0"
        let value = line.contains("query-status") ? "{\"status\": \"\(status)\", \"running\": false}" : "{}"
        return "{\"return\": \(value), \"id\": \(id)}\r\n"
    }

    private final class Held: Sendable {
        private let descriptor: Mutex<OwnedDescriptor?>

        init(_ descriptor: consuming Mutex<OwnedDescriptor?>) { self.descriptor = descriptor }

        func take(_ body: (borrowing OwnedDescriptor) -> Void) {
            let taken = descriptor.withLock { $0.take() }
            if let taken { body(taken) }
        }
    }
}
