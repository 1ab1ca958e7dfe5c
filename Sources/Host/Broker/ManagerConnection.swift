internal import Channel
internal import LinuxIO

/// The connection to the present manager.
final class ManagerConnection {
    /// Notices that wait for a manager that does not read; later log lines are lost.
    private static let outboxLimit = 128

    enum Received {
        case packet([UInt8], descriptors: [OwnedDescriptorBox])
        case nothing
        case ended
    }

    private let socket: OwnedDescriptor
    private var outbox: [[UInt8]] = []
    private var statusToSend: AgentStatus?

    init(_ socket: consuming OwnedDescriptor) { self.socket = socket }

    func prepare(_ polls: inout PollSet) {
        let isIdle = outbox.isEmpty && statusToSend == nil
        polls.add(.manager, socket.number, isIdle ? .readable : [.readable, .writable])
    }

    /// Sends the state; a manager that is slow gets only the last one.
    func notify(_ status: AgentStatus) {
        statusToSend = status
        flush()
    }

    /// Sends what may be lost when the manager is slow.
    ///
    /// - Returns: Whether it will get there.
    @discardableResult
    func notify(_ notice: BrokerNotice) -> Bool {
        guard !isBehind else { return false }
        outbox.append(notice.encode())
        flush()
        return true
    }

    /// Whether the manager has so much to read that it is to be asked nothing more.
    var isBehind: Bool { outbox.count >= Self.outboxLimit }

    /// Sends what must not be lost; there are at most as many as there are calls, and a few ends of calls more.
    func require(_ notice: BrokerNotice) {
        outbox.append(notice.encode())
        flush()
    }

    /// Sends what the socket takes; an error shows itself at the next receive.
    func flush() {
        if let status = statusToSend {
            guard send(BrokerNotice.status(status).encode()) else { return }
            statusToSend = nil
        }
        while let packet = outbox.first {
            guard send(packet) else { return }
            outbox.removeFirst()
        }
    }

    private func send(_ packet: [UInt8]) -> Bool {
        ((try? UnixSocket.send(packet, on: socket)) ?? 0) > 0
    }

    func receive() -> Received {
        do throws(SystemError) {
            guard let message = try UnixSocket.receive(limit: BrokerControl.packetLimit, on: socket) else {
                return .nothing
            }
            let bytes = message.bytes
            let wasTruncated = message.wasTruncated
            let descriptors = message.takeDescriptors().map { OwnedDescriptorBox(OwnedDescriptor(adopting: $0)) }
            guard !bytes.isEmpty, !wasTruncated else { return .ended }
            return .packet(bytes, descriptors: descriptors)
        } catch {
            return .ended
        }
    }
}
