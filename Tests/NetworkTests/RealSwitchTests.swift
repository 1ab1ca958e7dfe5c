import LinuxIO
import Machines
import Network
import Testing

/// The ruleset in a real kernel, between real taps, with a hostile VM at one of them.
@Suite(.serialized, .enabled(if: CurrentProcess.effectiveUserID == 0, "a network namespace needs root"))
final class RealSwitchTests {
    private let directory: String
    private let namespace: NetworkNamespace
    private var taps: [String: Tap] = [:]

    /// 3 and 4 behind 2; 9 has a tap and no link.
    private static let names = ["bh2d", "bh3u", "bh4u", "bh9u"]

    /// The other end of a tap: what QEMU would hold.
    private final class Tap {
        let descriptor: OwnedDescriptor

        init(_ name: String, in namespace: NetworkNamespace) throws {
            descriptor = try TapDevice.open(name, in: namespace, hasHeader: false)
        }

        func read(milliseconds: Int32) -> [UInt8]? {
            var poller = Poller()
            _ = poller.add(descriptor.number, .readable)
            guard poller.wait(milliseconds: milliseconds) > 0 else { return nil }
            return try? descriptor.read(limit: 65_536)
        }
    }

    init() throws {
        directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-switch-")
        namespace = try NetworkNamespace(at: directory + "/network")
        for name in Self.names { taps[name] = try Tap(name, in: namespace) }
        try load(SwitchRuleset(taps: Set(Self.names), links: try Self.links()))
    }

    deinit {
        taps = [:]
        try? namespace.remove()
        try? FileSystem.removeTree(directory)
    }

    private static func links() throws -> [NetworkLink] {
        try [3, 4].map { try SwitchRulesetTests.link("client\($0)", $0, behind: "firewall", 2) }
    }

    private func load(_ ruleset: SwitchRuleset) throws { try load(ruleset.text) }

    private func load(_ text: String) throws {
        let enter = try #require(ChildProcess.find("nsenter"))
        let tool = try #require(ChildProcess.find("nft"), "nft is not installed")
        let (code, output) = try ChildProcess.run(
            enter, ["--net=\(namespace.path)", tool, "-f", "-"], input: Array(text.utf8))
        if code != 0 { throw Refused(text: output) }
    }

    private struct Refused: Error {
        let text: String
    }

    private func mac(_ number: Int) throws -> [UInt8] { try #require(MachineAddresses(number: number)).uplinkMAC.bytes }

    private func netvmMAC() throws -> [UInt8] { try #require(MachineAddresses(number: 2)).downlinkMAC.bytes }

    /// Sends a frame into a tap, and tells where it came out.
    private func arrivals(of frame: [UInt8], into name: String) throws -> [String] {
        let tap = try #require(taps[name])
        // The kernel itself refuses what is no frame.
        _ = try? tap.descriptor.writeAll(frame)
        var found: [String] = []
        for other in Self.names {
            while let arrived = taps[other]?.read(milliseconds: found.isEmpty ? 15 : 0) {
                found.append(arrived == frame ? other : "\(other), changed")
            }
        }
        return found
    }

    @Test func `what belongs on a link goes through it, both ways and to nobody else`() throws {
        let (client, netvm) = (try mac(3), try netvmMAC())
        let (own, other) = (Wire.ipv4Address(3), Wire.ipv4Address(2))
        let outside: [UInt8] = [192, 0, 2, 1]
        let good: [([UInt8], from: String, to: String)] = [
            (Wire.frame(to: netvm, from: client, type: 0x800, Wire.ipv4(from: own, to: outside)), "bh3u", "bh2d"),
            (Wire.frame(to: client, from: netvm, type: 0x800, Wire.ipv4(from: outside, to: own)), "bh2d", "bh3u"),
            (
                Wire.frame(
                    to: Wire.broadcast, from: client, type: 0x806,
                    Wire.arp(operation: 1, senderMAC: client, sender: own, target: other)), "bh3u", "bh2d"
            ),
            (
                Wire.frame(
                    to: client, from: netvm, type: 0x806,
                    Wire.arp(operation: 2, senderMAC: netvm, sender: other, targetMAC: client, target: own)), "bh2d",
                "bh3u"
            ),
            (
                Wire.frame(
                    to: Wire.broadcast, from: netvm, type: 0x806,
                    Wire.arp(operation: 1, senderMAC: netvm, sender: other, target: Wire.ipv4Address(4))), "bh2d",
                "bh4u"
            ),
            (
                Wire.frame(
                    to: netvm, from: client, type: 0x86dd,
                    Wire.ipv6(from: Wire.ipv6Address(3), to: Wire.ipv6Address(2))), "bh3u", "bh2d"
            ),
            (
                Wire.frame(
                    to: client, from: netvm, type: 0x86dd,
                    Wire.ipv6(from: Wire.ipv6Address(2), to: Wire.ipv6Address(3))), "bh2d", "bh3u"
            ),
            (
                Wire.frame(to: netvm, from: client, type: 0x800, Wire.ipv4(from: own, to: outside, count: 1_472)),
                "bh3u", "bh2d"
            ),
        ]
        for (frame, source, target) in good {
            #expect(try arrivals(of: frame, into: source) == [target], "\(frame.prefix(34))")
        }
    }

    @Test func `a client that lies or speaks to others is not heard`() throws {
        let (client, neighbour, netvm) = (try mac(3), try mac(4), try netvmMAC())
        let (own, others) = (Wire.ipv4Address(3), Wire.ipv4Address(4))
        let packet = Wire.ipv4(from: own, to: [192, 0, 2, 1])
        let request = { (sender: [UInt8], mac: [UInt8], target: UInt8) in
            Wire.arp(operation: 1, senderMAC: mac, sender: sender, target: Wire.ipv4Address(target))
        }
        let bad: [(String, [UInt8])] = [
            ("a MAC of another", Wire.frame(to: netvm, from: neighbour, type: 0x800, packet)),
            ("the netvm's MAC", Wire.frame(to: netvm, from: netvm, type: 0x800, packet)),
            (
                "an address of another",
                Wire.frame(to: netvm, from: client, type: 0x800, Wire.ipv4(from: others, to: own))
            ),
            (
                "the netvm's address",
                Wire.frame(to: netvm, from: client, type: 0x800, Wire.ipv4(from: Wire.ipv4Address(2), to: own))
            ),
            ("no address", Wire.frame(to: netvm, from: client, type: 0x800, Wire.ipv4(from: [0, 0, 0, 0], to: own))),
            (
                "to its neighbour",
                Wire.frame(to: neighbour, from: client, type: 0x800, Wire.ipv4(from: own, to: others))
            ),
            ("to everybody", Wire.frame(to: Wire.broadcast, from: client, type: 0x800, packet)),
            ("to a multicast address", Wire.frame(to: [1, 0, 0x5e, 0, 0, 1], from: client, type: 0x800, packet)),
            (
                "an IPv6 address of another",
                Wire.frame(
                    to: netvm, from: client, type: 0x86dd, Wire.ipv6(from: Wire.ipv6Address(4), to: Wire.ipv6Address(2))
                )
            ),
            (
                "a link-local address",
                Wire.frame(
                    to: netvm, from: client, type: 0x86dd,
                    Wire.ipv6(from: [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [3], to: Wire.ipv6Address(2)))
            ),
            ("ARP for another", Wire.frame(to: Wire.broadcast, from: client, type: 0x806, request(others, client, 2))),
            (
                "ARP with another's MAC inside",
                Wire.frame(to: Wire.broadcast, from: client, type: 0x806, request(own, neighbour, 2))
            ),
            (
                "ARP to its neighbour",
                Wire.frame(to: Wire.broadcast, from: client, type: 0x806, request(own, client, 4))
            ),
            ("gratuitous ARP", Wire.frame(to: Wire.broadcast, from: client, type: 0x806, request(own, client, 3))),
            (
                "ARP of another kind",
                Wire.frame(to: netvm, from: client, type: 0x806, [0, 6] + request(own, client, 2).dropFirst(2))
            ),
            ("a VLAN tag", Wire.frame(to: netvm, from: client, type: 0x8100, [0, 5, 8, 0] + packet)),
            ("VLAN 0", Wire.frame(to: netvm, from: client, type: 0x8100, [0, 0, 8, 0] + packet)),
            ("a service VLAN tag", Wire.frame(to: netvm, from: client, type: 0x88a8, [0, 5, 8, 0] + packet)),
            ("two VLAN tags", Wire.frame(to: netvm, from: client, type: 0x88a8, [0, 5, 0x81, 0, 0, 6, 8, 0] + packet)),
            ("LLDP", Wire.frame(to: [1, 0x80, 0xc2, 0, 0, 0x0e], from: client, type: 0x88cc, [2, 7, 4] + client)),
            (
                "spanning tree",
                Wire.frame(to: [1, 0x80, 0xc2, 0, 0, 0], from: client, type: 38, [0x42, 0x42, 3, 0, 0, 0, 0, 0])
            ),
            ("PPPoE", Wire.frame(to: netvm, from: client, type: 0x8864, [0x11, 0, 0, 1, 0, 2, 0, 0x21])),
            ("half a header", Array(Wire.frame(to: netvm, from: client, type: 0x800, packet).prefix(10))),
            ("a header and no more", Wire.frame(to: netvm, from: client, type: 0x800, [])),
            ("half an address", Array(Wire.frame(to: netvm, from: client, type: 0x800, packet).prefix(14 + 14))),
            (
                "half an ARP packet",
                Array(Wire.frame(to: netvm, from: client, type: 0x806, request(own, client, 2)).prefix(14 + 20))
            ),
        ]
        for (what, frame) in bad { #expect(try arrivals(of: frame, into: "bh3u") == [], "\(what)") }
        // It is counted, and who behaves is heard as before.
        let enter = try #require(ChildProcess.find("nsenter"))
        let counter = try ChildProcess.run(
            enter, ["--net=\(namespace.path)", "nft", "list", "counter", "netdev", "bulkhead", "refused-bh3u"])
        #expect(counter.code == 0 && !counter.output.contains("packets 0 "), "\(counter.output)")
        let good = Wire.frame(to: netvm, from: try mac(4), type: 0x800, Wire.ipv4(from: others, to: [192, 0, 2, 1]))
        #expect(try arrivals(of: good, into: "bh4u") == ["bh2d"])
    }

    @Test func `a netvm reaches its clients by their own addresses only, and a VM without a link nobody`() throws {
        let (client, neighbour, netvm) = (try mac(3), try mac(4), try netvmMAC())
        let packet = Wire.ipv4(from: [192, 0, 2, 1], to: Wire.ipv4Address(3))
        let bad: [(String, [UInt8], String)] = [
            ("a client's packet to another", Wire.frame(to: neighbour, from: netvm, type: 0x800, packet), "bh2d"),
            (
                "an address that is nobody's",
                Wire.frame(to: client, from: netvm, type: 0x800, Wire.ipv4(from: [192, 0, 2, 1], to: [192, 0, 2, 9])),
                "bh2d"
            ),
            ("to everybody", Wire.frame(to: Wire.broadcast, from: netvm, type: 0x800, packet), "bh2d"),
            ("as somebody else", Wire.frame(to: client, from: neighbour, type: 0x800, packet), "bh2d"),
            ("a VLAN tag", Wire.frame(to: client, from: netvm, type: 0x8100, [0, 5, 8, 0] + packet), "bh2d"),
            (
                "ARP as somebody else",
                Wire.frame(
                    to: client, from: netvm, type: 0x806,
                    Wire.arp(
                        operation: 2, senderMAC: netvm, sender: Wire.ipv4Address(4), targetMAC: client,
                        target: Wire.ipv4Address(3))), "bh2d"
            ),
            (
                "without a link",
                Wire.frame(
                    to: netvm, from: try mac(9), type: 0x800, Wire.ipv4(from: Wire.ipv4Address(9), to: [192, 0, 2, 1])),
                "bh9u"
            ),
            (
                "as a client with a link",
                Wire.frame(
                    to: netvm, from: client, type: 0x800, Wire.ipv4(from: Wire.ipv4Address(3), to: [192, 0, 2, 1])),
                "bh9u"
            ),
            (
                "ARP without a link",
                Wire.frame(
                    to: Wire.broadcast, from: try mac(9), type: 0x806,
                    Wire.arp(
                        operation: 1, senderMAC: try mac(9), sender: Wire.ipv4Address(9), target: Wire.ipv4Address(2))),
                "bh9u"
            ),
        ]
        for (what, frame, tap) in bad { #expect(try arrivals(of: frame, into: tap) == [], "\(what)") }
    }

    @Test func `a frame that is too long reaches its netvm and nobody else`() throws {
        let frame = Wire.frame(
            to: try netvmMAC(), from: try mac(3), type: 0x800,
            Wire.ipv4(from: Wire.ipv4Address(3), to: [192, 0, 2, 1], count: 8_900))
        #expect(Set(try arrivals(of: frame, into: "bh3u")).isSubset(of: ["bh2d"]))
    }

    @Test func `a link that is taken away is closed at once, and the others are not`() throws {
        let frame = { [self] (number: UInt8) in
            Wire.frame(
                to: try netvmMAC(), from: try mac(Int(number)), type: 0x800,
                Wire.ipv4(from: Wire.ipv4Address(number), to: [192, 0, 2, 1]))
        }
        #expect(try arrivals(of: try frame(3), into: "bh3u") == ["bh2d"])
        try load(SwitchRuleset(taps: Set(Self.names), links: Array(try Self.links().dropFirst())))
        #expect(try arrivals(of: try frame(3), into: "bh3u") == [])
        #expect(try arrivals(of: try frame(4), into: "bh4u") == ["bh2d"])
        // A ruleset that cannot be loaded changes nothing.
        let none = SwitchRuleset(taps: Set(Self.names), links: []).text
        #expect(throws: Refused.self) { try load(none + "add rule netdev bulkhead nowhere drop\n") }
        #expect(try arrivals(of: try frame(4), into: "bh4u") == ["bh2d"])
    }

    @Test func `taps come and go with their descriptors, and a namespace with its file`() throws {
        #expect(try namespace.interfaces() == Set(Self.names + ["lo"]))
        #expect(throws: SystemError.self) { _ = try TapDevice.open("bh3u", in: namespace) }
        taps["bh9u"] = nil
        #expect(try namespace.interfaces() == Set(["bh2d", "bh3u", "bh4u", "lo"]))
        let path = directory + "/other"
        let other = try NetworkNamespace(at: path)
        #expect(NetworkNamespace.isBound(path))
        // A later manager takes what is there.
        let tap = try TapDevice.open("x", in: other)
        #expect(try NetworkNamespace(at: path).interfaces().contains("x"))
        _ = consume tap
        try other.remove()
        #expect(!NetworkNamespace.isBound(path) && !FileSystem.exists(path))
        // What an attempt that was cut off left is no obstacle.
        try FileSystem.writeAtomically(path, [])
        try NetworkNamespace(at: path).remove()
    }
}
