@unsafe @preconcurrency internal import Dispatch
package import LinuxIO
internal import Synchronization

/// A connected packet socket whose packets arrive as an asynchronous sequence.
package final class PacketSocket: Sendable {
    /// The packets, until the other side goes or sends more than `limit` bytes at once; one reader.
    package let packets: AsyncStream<[UInt8]>
    private let connection: Connection
    private let source: any DispatchSourceRead
    private let arrivals: AsyncStream<[UInt8]>.Continuation

    /// Takes a connected SOCK_SEQPACKET socket.
    ///
    /// - Parameters:
    ///   - socket: The socket; set to non-blocking.
    ///   - limitBytes: The longest packet that is taken.
    /// - Throws: When the socket cannot be set up.
    package init(_ socket: consuming OwnedDescriptor, limitBytes: Int) throws(SystemError) {
        try socket.setNonblocking()
        let number = socket.number
        (packets, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_024))
        let connection = Connection(socket)
        self.connection = connection
        source = DispatchSource.makeReadSource(
            fileDescriptor: number, queue: DispatchQueue(label: "org.bulkhead.packets"))
        let arrivals = arrivals
        let source = source
        source.setEventHandler {
            if !connection.receive(limitBytes, into: arrivals) { source.cancel() }
        }
        // The descriptor may be closed only when the source no longer looks at it.
        source.setCancelHandler {
            connection.socket.withLock { $0 = nil }
            arrivals.finish()
        }
        source.activate()
    }

    deinit { source.cancel() }

    /// Sends one packet with borrowed descriptors; false when the other side has gone or takes no more.
    package func send(_ bytes: [UInt8], descriptors: [CInt] = []) -> Bool {
        connection.socket.withLock { socket in
            switch socket {
            case .some(let open):
                ((try? UnixSocket.send(bytes, descriptors: descriptors, on: open)) ?? 0) == bytes.count
            case .none: false
            }
        }
    }

    package func close() { source.cancel() }

    /// The descriptor, which outlives this object until the source has let go of it.
    private final class Connection: Sendable {
        let socket: Mutex<OwnedDescriptor?>

        init(_ socket: consuming OwnedDescriptor) { self.socket = Mutex(socket) }

        /// Takes one packet; false at the end.
        func receive(_ limitBytes: Int, into arrivals: AsyncStream<[UInt8]>.Continuation) -> Bool {
            socket.withLock { socket -> Bool in
                guard socket != nil else { return false }
                do throws(SystemError) {
                    guard let bytes = try Self.take(limitBytes, from: socket) else { return true }
                    guard !bytes.isEmpty else { return false }
                    // Nothing is left out: a reader that is so far behind is better off without the connection.
                    if case .dropped = arrivals.yield(bytes) { return false }
                    return true
                } catch {
                    return false
                }
            }
        }

        /// The next packet; empty at the end and for one that is too long; nil when none is there.
        private static func take(
            _ limitBytes: Int, from socket: borrowing OwnedDescriptor?
        ) throws(SystemError) -> [UInt8]? {
            switch socket {
            case .none: return []
            case .some(let open):
                guard let message = try UnixSocket.receive(limit: limitBytes, on: open) else { return nil }
                return message.wasTruncated ? [] : message.bytes
            }
        }
    }
}
