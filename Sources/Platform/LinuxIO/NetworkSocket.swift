internal import CLinux
internal import Glibc

/// TCP connections of the guest's own.
package enum NetworkSocket {
    /// Begins a connection without waiting for it; an error shows itself at the first use.
    ///
    /// - Parameters:
    ///   - host: An IPv4 or IPv6 address, or `localhost`: there is no resolver.
    ///   - port: 1…65535.
    /// - Returns: The socket, not yet connected.
    /// - Throws: When the address is none, or there is no way to it.
    package static func connect(host: String, port: UInt16) throws(SystemError) -> OwnedDescriptor {
        let address = host == "localhost" ? "127.0.0.1" : host
        let raw = unsafe bulkhead_tcp_connect(address, port)
        guard raw >= 0 else { throw .last("connect to", "\(host) port \(port)") }
        return OwnedDescriptor(adopting: raw)
    }

    /// Listens on the loopback address; port 0 takes a free one.
    ///
    /// - Returns: The socket and its port.
    package static func listenOnLoopback(port: UInt16) throws(SystemError) -> (socket: CInt, port: UInt16) {
        var bound = port
        let raw = unsafe bulkhead_tcp_listen(&bound)
        guard raw >= 0 else { throw .last("listen on port", "\(port)") }
        return (raw, bound)
    }
}
