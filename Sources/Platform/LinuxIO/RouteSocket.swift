internal import CLinux
internal import Glibc

/// Asks the kernel about interfaces, addresses, neighbours and routes (rtnetlink(7)).
package struct RouteSocket: ~Copyable {
    private let socket: OwnedDescriptor

    package init() throws(SystemError) {
        let raw = bulkhead_route_socket()
        guard raw >= 0 else { throw .last("open a netlink socket") }
        socket = OwnedDescriptor(adopting: raw)
    }

    /// Sends messages, each of which wants an answer.
    package borrowing func send(_ messages: [UInt8]) throws(SystemError) { try socket.writeAll(messages) }

    /// Waits for some answers.
    package borrowing func receive() throws(SystemError) -> [UInt8] { try socket.read(limit: 65_536) ?? [] }
}
