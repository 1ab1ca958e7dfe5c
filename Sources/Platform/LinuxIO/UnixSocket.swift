internal import CLinux
internal import Glibc

/// Unix-domain sockets: by path, in pairs, with descriptors in messages.
package enum UnixSocket {
    package enum Kind: Sendable {
        case stream
        /// Messages with boundaries, in order, reliable.
        case sequencedPacket

        fileprivate var raw: CInt {
            switch self {
            case .stream: CInt(SOCK_STREAM.rawValue)
            case .sequencedPacket: CInt(SOCK_SEQPACKET.rawValue)
            }
        }
    }

    /// The process at the other end, as of its connect().
    package struct Peer: Hashable, Sendable {
        package let processID: Int32
        package let userID: UInt32
        package let groupID: UInt32
    }

    /// A message with its descriptors.
    package struct Message: ~Copyable, Sendable {
        package var bytes: [UInt8]
        package var descriptors: [CInt]
        /// Whether the sender sent more than was taken.
        package var wasTruncated: Bool

        /// Takes the descriptors; the caller owns them.
        package consuming func takeDescriptors() -> [CInt] {
            let taken = descriptors
            descriptors = []
            return taken
        }

        deinit { for descriptor in descriptors { _ = close(descriptor) } }
    }

    /// Longest path of a unix socket in bytes (unix(7): sun_path with its end mark).
    package static let maximumPathBytes = 107

    /// A listening socket at `path`, which must not exist, mode 0600.
    package static func listen(at path: String, _ kind: Kind) throws(SystemError) -> OwnedDescriptor {
        let raw = unsafe bulkhead_unix_listen(path, kind.raw, 16)
        guard raw >= 0 else { throw .last("listen at", path) }
        return OwnedDescriptor(adopting: raw)
    }

    package static func connect(to path: String, _ kind: Kind) throws(SystemError) -> OwnedDescriptor {
        let raw = unsafe bulkhead_unix_connect(path, kind.raw)
        guard raw >= 0 else { throw .last("connect to", path) }
        return OwnedDescriptor(adopting: raw)
    }

    package static func pair(_ kind: Kind) throws(SystemError) -> DescriptorPair {
        var ends: [CInt] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, kind.raw | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .last("make a socket pair")
        }
        return DescriptorPair(OwnedDescriptor(adopting: ends[0]), OwnedDescriptor(adopting: ends[1]))
    }

    /// Accepts one connection; nil when none waits (non-blocking sockets).
    package static func accept(_ socket: borrowing OwnedDescriptor) throws(SystemError) -> OwnedDescriptor? {
        let raw = bulkhead_accept(socket.number)
        if raw >= 0 { return OwnedDescriptor(adopting: raw) }
        if ErrorCode.isTransient(errno) || errno == ECONNABORTED { return nil }
        throw .last("accept a connection")
    }

    package static func peer(of socket: borrowing OwnedDescriptor) throws(SystemError) -> Peer {
        var process: pid_t = 0
        var user: uid_t = 0
        var group: gid_t = 0
        guard unsafe bulkhead_peer_credentials(socket.number, &process, &user, &group) == 0 else {
            throw .last("ask who is at the other end")
        }
        return Peer(processID: process, userID: user, groupID: group)
    }

    /// Sends one message with borrowed descriptors.
    ///
    /// - Returns: How many bytes were taken; 0 when the socket is full (non-blocking sockets): then nothing was sent.
    package static func send(
        _ bytes: [UInt8], descriptors: [CInt] = [], on socket: borrowing OwnedDescriptor
    ) throws(SystemError) -> Int {
        let result = unsafe bytes.withUnsafeBytes { buffer in
            var result: Int
            repeat {
                result = unsafe bulkhead_send_with_descriptors(
                    socket.number, buffer.baseAddress, buffer.count, descriptors, descriptors.count, 0)
            } while result < 0 && errno == EINTR
            return result
        }
        guard result < 0 else { return result }
        guard ErrorCode.isTransient(errno) else { throw .last("send") }
        return 0
    }

    /// Receives one message (or, on a stream, what is there) of at most `limit` bytes.
    ///
    /// - Returns: An empty message at the end of the stream; nil when nothing is ready (non-blocking sockets).
    package static func receive(
        limit: Int, on socket: borrowing OwnedDescriptor
    ) throws(SystemError) -> Message? {
        var received = [CInt](repeating: -1, count: Int(BULKHEAD_MAX_PASSED_DESCRIPTORS))
        var receivedCount = received.count
        var truncated: CInt = 0
        var failure: SystemError?
        var wouldBlock = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var result: Int
            repeat {
                receivedCount = received.count
                result = unsafe bulkhead_receive_with_descriptors(
                    socket.number, buffer.baseAddress, limit, &received, &receivedCount, 0, &truncated)
            } while result < 0 && errno == EINTR
            if result < 0 {
                if ErrorCode.isTransient(errno) { wouldBlock = true } else { failure = .last("receive") }
                result = 0
                receivedCount = 0
            }
            count = result
        }
        if let failure { throw failure }
        if wouldBlock { return nil }
        return Message(bytes: bytes, descriptors: Array(received.prefix(receivedCount)), wasTruncated: truncated != 0)
    }

    /// Ends this side's receiving; what the other side sends from now on is a broken pipe to it.
    package static func shutdownReading(_ socket: borrowing OwnedDescriptor) {
        _ = shutdown(socket.number, CInt(SHUT_RD))
    }

    /// Ends both directions, for everybody who has the connection open at either end.
    package static func shutdownBoth(_ socket: borrowing OwnedDescriptor) {
        _ = shutdown(socket.number, CInt(SHUT_RDWR))
    }

    /// Ends this side's sending; the other side reads the end of the stream.
    package static func shutdownWriting(_ socket: borrowing OwnedDescriptor) {
        _ = shutdown(socket.number, CInt(SHUT_WR))
    }
}
