import Machines
import Network
import Testing

struct LinkPlanTests {
    private func member(
        _ name: String, _ number: Int, netvm: String? = nil, provides: Bool = false, ready: Bool = true,
        serves: [String] = []
    ) throws -> LinkPlan.Member {
        LinkPlan.Member(
            name: try MachineName(name), addresses: try #require(MachineAddresses(number: number)),
            netvm: try netvm.map { try MachineName($0) }, providesNetwork: provides, isReady: ready,
            serves: Set(try serves.map { try MachineName($0) }))
    }

    private func plan(_ members: [LinkPlan.Member], denied: Set<String> = []) -> LinkPlan {
        LinkPlan(members: members) { client, _ in
            denied.contains(client.text) ? .denied(reason: "no rule") : .allowed(rule: "10-network.policy:3")
        }
    }

    @Test func `a link is open when both ends are ready and the policy allows it`() throws {
        let members = [
            try member("uplink", 1, provides: true, serves: ["firewall"]),
            try member("firewall", 2, netvm: "uplink", provides: true, serves: ["personal"]),
            try member("personal", 3, netvm: "firewall"), try member("vault", 4),
        ]
        let plan = plan(members)
        #expect(plan.openLinks.map(\.client.text) == ["firewall", "personal"])
        #expect(plan.clients(of: try MachineName("firewall")).map(\.client.text) == ["personal"])
        #expect(plan.entries.allSatisfy { $0.waitsFor == nil })
    }

    @Test func `a client whose rules are not in force waits`() throws {
        let unserved = plan([
            try member("firewall", 2, provides: true, serves: ["other"]), try member("personal", 3, netvm: "firewall"),
        ])
        #expect(unserved.openLinks.isEmpty && unserved.entries.first?.waitsFor?.text == "firewall")
        let plan = plan([
            try member("firewall", 2, provides: true, ready: false), try member("personal", 3, netvm: "firewall"),
        ])
        #expect(plan.openLinks.isEmpty)
        #expect(plan.entries.first?.waitsFor?.text == "firewall")
        // Its netvm is told of it all the same.
        #expect(plan.clients(of: try MachineName("firewall")).count == 1)
    }

    @Test func `what the policy denies is closed, and so is a netvm that provides none, is itself or does not run`()
        throws
    {
        let members = [
            try member("firewall", 2, provides: true, serves: ["personal"]),
            try member("personal", 3, netvm: "firewall"),
            try member("odd", 5, netvm: "personal"), try member("lost", 6, netvm: "nowhere"),
            try member("self", 7, netvm: "self", provides: true),
        ]
        let plan = plan(members, denied: ["personal"])
        #expect(plan.openLinks.isEmpty)
        #expect(plan.clients(of: try MachineName("firewall")).isEmpty)
        #expect(plan.entries.map(\.link.client.text) == ["odd", "personal"])
    }
}
