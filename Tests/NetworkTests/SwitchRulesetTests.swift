import Machines
import Network
import Testing

struct SwitchRulesetTests {
    /// personal and work behind firewall, firewall behind uplink.
    static func links() throws -> [NetworkLink] {
        [
            try link("personal", 3, behind: "firewall", 2), try link("work", 4, behind: "firewall", 2),
            try link("firewall", 2, behind: "uplink", 1),
        ]
    }

    static func link(
        _ client: String, _ number: Int, behind provider: String, _ providerNumber: Int
    ) throws -> NetworkLink {
        NetworkLink(
            client: try MachineName(client), provider: try MachineName(provider),
            clientAddresses: try #require(MachineAddresses(number: number)),
            providerAddresses: try #require(MachineAddresses(number: providerNumber)))
    }

    static let taps: Set = ["bh1d", "bh2u", "bh2d", "bh3u", "bh4u", "bh9u"]

    /// The agreed text is `switch.nft` beside this file.
    @Test func `the ruleset is as it was agreed`() throws {
        let text = SwitchRuleset(taps: Self.taps, links: try Self.links()).text
        #expect(text == Agreed.text("switch.nft"), "\(text)")
    }

    @Test func `its only ways are those of the links`() throws {
        let links = try Self.links()
        let check = SwitchCheck(SwitchRuleset(taps: Self.taps, links: links).text, links: links)
        #expect(check.violations == [])
        #expect(check.paths.count == 18)
        // Two clients of one netvm do not meet, and who has no link meets nobody.
        #expect(!check.paths.contains { $0.from == "bh3u" && $0.to == "bh4u" || $0.from == "bh9u" || $0.to == "bh9u" })
    }

    @Test func `a link with a tap that is not there stays closed`() throws {
        let links = try Self.links()
        let ruleset = SwitchRuleset(taps: Self.taps.subtracting(["bh3u"]), links: links)
        #expect(ruleset.links.map(\.client.text) == ["firewall", "work"])
        #expect(!ruleset.text.contains("bh3u"))
        #expect(SwitchRuleset(taps: [], links: links).text.contains("chain") == false)
    }

    @Test(arguments: [
        // A rule of its own, a changed one, one that is gone.
        "fwd to \"bh4u\"",
        "ether saddr 02:62:68:00:00:03 ether daddr 02:62:68:00:00:04 ether type ip ip saddr 10.137.0.3 fwd to \"bh4u\"",
        "ether saddr 02:62:68:00:00:03 ether daddr 02:62:68:01:00:02 ether type ip fwd to \"bh2d\"",
        "ether daddr 02:62:68:01:00:02 ether type ip ip saddr 10.137.0.3 fwd to \"bh2d\"",
        "ether saddr 02:62:68:00:00:03 ether type ip ether daddr . ip daddr vmap { 02:62:68:00:00:04 . 10.137.0.4 : goto to-bh4u }",
        "accept", "meta iif 3 accept", "jump to-bh4u", "goto to-bh4u",
    ])
    func `a planted rule is found`(rule: String) throws {
        let links = try Self.links()
        let text = SwitchRuleset(taps: Self.taps, links: links).text
        let head = "type filter hook ingress device \"bh3u\" priority 0; policy drop;\n"
        #expect(text.contains(head))
        let planted = text.replacing(head, with: head + rule + "\n")
        #expect(!SwitchCheck(planted, links: links).violations.isEmpty)
    }

    @Test func `every changed line is found`() throws {
        let links = try Self.links()
        let lines = SwitchRuleset(taps: Self.taps, links: links).text.split(separator: "\n").map(String.init)
        for index in lines.indices where !lines[index].hasPrefix("counter refused-") {
            var without = lines
            without.remove(at: index)
            let check = SwitchCheck(without.joined(separator: "\n") + "\n", links: links)
            #expect(!check.violations.isEmpty, "without: \(lines[index])")
        }
        // Each address in turn for another one.
        for (old, new) in [("10.137.0.3", "10.137.0.4"), ("00:00:03", "00:00:04"), ("bh2d", "bh1d"), ("::3", "::4")] {
            for index in lines.indices where lines[index].contains(old) && !lines[index].hasPrefix("counter refused-") {
                var changed = lines
                changed[index] = changed[index].replacing(old, with: new, maxReplacements: 1)
                let check = SwitchCheck(changed.joined(separator: "\n") + "\n", links: links)
                #expect(!check.violations.isEmpty, "changed: \(changed[index])")
            }
        }
    }

    @Test func `counters are read from nft's list`() {
        let listing = """
            table netdev bulkhead {
            \tcounter refused-bh6d {
            \t\tpackets 0 bytes 0
            \t}
            \tcounter refused-bh7u {
            \t\tpackets 7 bytes 468
            \t}
            \tcounter other {
            \t\tpackets 9 bytes 9
            \t}
            }
            """
        #expect(SwitchRuleset.refusals(in: listing) == ["bh6d": 0, "bh7u": 7])
        #expect(SwitchRuleset.refusals(in: "Error: No such file or directory").isEmpty)
    }

    @Test func `a chain that accepts by default, another table and another hook are found`() throws {
        let links = try Self.links()
        let text = SwitchRuleset(taps: Self.taps, links: links).text
        for (old, new) in [
            ("policy drop", "policy accept"), ("table netdev bulkhead {", "table netdev other {"),
            ("hook ingress", "hook egress"), ("}\n}\n", "}\nchain x {\nfwd to \"bh3u\"\n}\n}\n"),
        ] {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != text)
            #expect(!SwitchCheck(changed, links: links).violations.isEmpty, "\(old) -> \(new)")
        }
    }
}
