import Machines
import Network
import Testing

/// Bytes that ip(8) sends for the same (seen with strace).
struct RouteMessageTests {
    @Test func `an address is a message of its own`() throws {
        #expect(
            RouteMessage.address(2, try AddressPrefix("10.137.0.3/32"), 7) == [
                40, 0, 0, 0, 20, 0, 5, 5, 7, 0, 0, 0, 0, 0, 0, 0, 2, 32, 0, 0, 2, 0, 0, 0, 8, 0, 2, 0, 10, 137, 0, 3, 8,
                0, 1, 0, 10, 137, 0, 3,
            ])
    }

    @Test func `a default route names its next hop`() throws {
        #expect(
            RouteMessage.route(2, target: nil, via: try InternetAddress("10.137.0.2"), from: nil, 1) == [
                44, 0, 0, 0, 24, 0, 5, 5, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0, 8, 0, 4, 0, 2,
                0,
                0, 0, 8, 0, 5, 0, 10, 137, 0, 2,
            ])
    }

    @Test func `every message is as long as it says, and filled up to four bytes`() throws {
        let address = try InternetAddress("fd62:756c:6b68::1")
        let hardware = try MACAddress("02:62:68:01:00:ff")
        let messages = [
            RouteMessage.rename(2, to: "eth1", 1), RouteMessage.rename(2, to: "old2", 1),
            RouteMessage.refuseLinkLocal(2, 1), RouteMessage.set(2, isUp: true, 1),
            RouteMessage.address(2, AddressPrefix(address), 1), RouteMessage.neighbour(2, address, hardware, 1),
            RouteMessage.route(2, target: AddressPrefix(address), via: address, from: address, 1),
        ]
        for message in messages {
            #expect(message.count % 4 == 0)
            #expect(Int(message[0]) | Int(message[1]) << 8 == message.count)
        }
    }

    @Test func `answers are read, and what is cut off is not`() {
        let done: [UInt8] = [20, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        let exists: [UInt8] = [20, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0xef, 0xff, 0xff, 0xff]
        let found = RouteMessage.answers(done + exists)
        #expect(found.map(\.sequence) == [3, 4] && found.map(\.code) == [0, 17])
        for count in 0..<20 { #expect(RouteMessage.answers(Array(done.prefix(count))).isEmpty) }
        #expect(RouteMessage.answers([0, 0, 0, 0] + done.dropFirst(4)).isEmpty)
        #expect(RouteMessage.answers([0xff, 0xff, 0xff, 0xff] + done.dropFirst(4)).isEmpty)
    }
}
