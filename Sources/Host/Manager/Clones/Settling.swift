import Channel
import Hypervisor
import LinuxEvents

/// Has a guest without a configuration do once what it will do first when it gets one.
enum Settling {
    /// How long the guest may take, in seconds; translated ones on a busy host are slow.
    private static let seconds = 120

    /// Waits until the agent has settled; the machine runs.
    static func wait(_ socket: PacketSocket, _ machine: any MachineInstance) async throws(StartError) {
        let watchdog = Task {
            try await Task.sleep(for: .seconds(seconds))
            socket.close()
        }
        defer { watchdog.cancel() }
        for await packet in socket.packets {
            guard case .status(let status)? = try? BrokerNotice(packet: packet) else { continue }
            switch status.state {
            case .waiting: _ = socket.send(BrokerRequest.settle.encode())
            case .settled: return
            case .failed: throw .guest("its template's guest says: \(status.detail)", advice: "")
            default: break
            }
        }
        guard !Task.isCancelled else { throw .cancelled }
        let log = machine.processLog()
        throw .guest(
            log.isEmpty ? "its template's guest was not ready in \(seconds) seconds" : "it ended: \(log.lastLine)",
            advice: "")
    }
}
