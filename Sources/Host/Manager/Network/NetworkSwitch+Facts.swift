import JSONText
import LinuxEvents
import LinuxIO
import Machines
import Network

/// What people are told of links.
extension NetworkSwitch {
    /// Every wish for a link, with what became of it and what it has carried.
    func facts() async -> [JSONValue] {
        let traffic = (try? NetworkNamespace(existing: namespacePath).traffic()) ?? [:]
        var refused = refusedBefore
        for (tap, count) in await refusedNow() { refused[tap, default: 0] += count }
        return plan.entries.map { entry in
            let client = entry.link.clientAddresses
            var facts: [String: JSONValue] = [
                "vm": .string(entry.link.client.text), "netvm": .string(entry.link.provider.text),
                "state": .string(entry.state), "address": .string("\(client.ipv4)"),
                "address6": .string("\(client.ipv6)"), "mac": .string("\(client.uplinkMAC)"),
                "rule": .optional(entry.rule ?? ""), "reason": .optional(entry.refusal ?? ""),
                "waits_for": .optional(entry.refusal == nil ? entry.waitsFor?.text ?? "" : ""),
                "refused_packets": .number(refused[client.uplinkTap] ?? 0),
            ]
            if let carried = traffic[client.uplinkTap] {
                // What the host receives from the tap, the VM has sent.
                facts["sent_bytes"] = .number(carried.receivedBytes)
                facts["received_bytes"] = .number(carried.sentBytes)
            }
            return .object(facts)
        }
    }

    /// What the present ruleset has refused, by tap.
    func refusedNow() async -> [String: UInt64] {
        guard NetworkNamespace.isBound(namespacePath),
            let (code, output) = try? await filter(["list", "counters", "table", "netdev", SwitchRuleset.table]),
            code == 0
        else { return [:] }
        return SwitchRuleset.refusals(in: output)
    }
}

extension LinkPlan.Entry {
    /// One word for people.
    var state: String { isOpen ? "open" : refusal == nil ? "waiting" : "refused" }
}
