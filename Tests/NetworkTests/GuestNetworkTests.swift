import Machines
import Network
import Testing

struct GuestNetworkTests {
    private func addresses(_ number: Int) throws -> MachineAddresses {
        try #require(MachineAddresses(number: number))
    }

    /// The agreed texts are `*.network` beside this file.
    @Test func `what each kind of VM is told is as it was agreed`() throws {
        let app = GuestNetwork(own: try addresses(3), provider: try addresses(2))
        #expect(app.text == Agreed.text("app.network"), "\(app.text)")
        let firewall = GuestNetwork(
            own: try addresses(2), provider: try addresses(1), clients: [try addresses(3), try addresses(300)])
        #expect(firewall.text == Agreed.text("firewall.network"), "\(firewall.text)")
        let outside = try OutsideAddresses(address: "192.0.2.2/24", gateway: "192.0.2.1", resolvers: ["192.0.2.53"])
        let uplink = GuestNetwork(
            own: try addresses(1), provider: nil, outside: outside, clients: [try addresses(2)])
        #expect(uplink.text == Agreed.text("uplink.network"), "\(uplink.text)")
        for network in [app, firewall, uplink] { #expect(try GuestNetwork(parsing: network.text) == network) }
    }

    @Test func `a VM without a netvm is told nothing`() throws {
        #expect(GuestNetwork(own: try addresses(3), provider: nil).text.isEmpty)
    }

    @Test(arguments: [
        "192.0.2.2", "192.0.2.2/0", "192.0.2.2/33", "192.0.2/24", "192.0.2.256/24", "192.0.2.02/24", "a.b.c.d/24",
        "192.0.2.2/24/24", "192.0.2.2 /24", "",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: AddressError.self) {
            try OutsideAddresses(address: text, gateway: "192.0.2.1", resolvers: [])
        }
    }

    @Test(arguments: [
        "interface", "interface eth0", "interface eth0 02:62", "interface ../x 02:62:68:00:00:03",
        "interface eth0 02:62:68:00:00:03 x", "address eth0 10.137.0.3/33", "address eth0", "neighbour eth0 10.137.0.2",
        "route eth0 default", "route eth0 default via", "route eth0 default from 10.137.0.3",
        "route eth0 10.137.0.2/32 from 10.137.0.3 via 10.137.0.2", "forwarding on", "resolver localhost",
        "serve-names", "reboot", " forwarding", "interface toolongforaname0 02:62:68:00:00:03",
    ])
    func `a line that is none of ours is refused`(line: String) {
        #expect(throws: NetworkTextError.self) { try GuestNetwork(parsing: "forwarding\n\(line)\n") }
    }

    @Test func `addresses follow from the number and from nothing else`() throws {
        let one = try addresses(0x1234)
        #expect("\(one.ipv4)" == "10.137.18.52" && "\(one.ipv6)" == "fd62:756c:6b68::1234")
        #expect("\(one.uplinkMAC)" == "02:62:68:00:12:34" && "\(one.downlinkMAC)" == "02:62:68:01:12:34")
        #expect(one.uplinkMAC.bytes == [2, 0x62, 0x68, 0, 0x12, 0x34])
        #expect(MachineAddresses(number: 0) == nil && MachineAddresses(number: 65_535) == nil)
        #expect(try addresses(65_534).uplinkTap.utf8.count <= 15)
    }
}
