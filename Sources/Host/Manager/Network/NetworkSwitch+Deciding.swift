import Audit
import AuditLog
import FlowAnalysis
import JSONText
import Logging
import Machines
import Network
import Policy
import PolicyFiles

/// What the policy says of links, and the notes of that.
extension NetworkSwitch {
    func decide() -> LinkPlan {
        let generation = policy.current
        return LinkPlan(
            members: machines.values.map { machine in
                LinkPlan.Member(
                    name: machine.definition.name, addresses: machine.addresses,
                    netvm: machine.definition.uplink == nil ? machine.definition.netvm : nil,
                    providesNetwork: machine.definition.providesNetwork, isReady: machine.isReady,
                    serves: machine.serves)
            }
        ) { client, provider in
            let decision = generation.compiled.decide(
                PolicyRequest(service: FlowGraph.networkService, source: client.text, target: provider.text))
            let place = decision.rule.map { generation.compiled.rules.place(of: $0) }
            switch decision.outcome {
            case .allow:
                guard let place, Self.reaches(decision, provider, generation.compiled.world) else {
                    return .denied(reason: "\(place ?? "the policy") sends it elsewhere")
                }
                return .allowed(rule: place)
            // Nobody can be asked at every start.
            case .ask: return .denied(reason: "\(place ?? "the policy") asks, and a link is allowed or denied")
            case .deny: return .denied(reason: place.map { "denied by \($0)" } ?? "no rule allows it")
            }
        }
    }

    private static func reaches(_ decision: Decision, _ provider: MachineName, _ world: World) -> Bool {
        if case .domain(let number, _) = decision.target { world.domains[number].name == provider.text } else { false }
    }

    /// Writes down what has changed for each client.
    func note(_ previous: LinkPlan, _ next: LinkPlan) {
        let before = Dictionary(previous.entries.map { ($0.link.client, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(next.entries.map { ($0.link.client, $0) }, uniquingKeysWith: { first, _ in first })
        for name in Set(before.keys).union(after.keys).sorted() {
            let (old, new) = (before[name], after[name])
            guard let link = (new ?? old)?.link else { continue }
            let wasOpen = old?.isOpen == true && old?.link == link
            let isOpen = new?.isOpen == true
            // Of one that does not run yet nobody needs to know.
            let isNews = new?.refusal != old?.refusal || old?.waitsFor == name
            let isRefusedNow = new?.refusal != nil && new?.waitsFor != name && isNews
            guard wasOpen != isOpen || isRefusedNow else { continue }
            let word = isOpen ? "open" : new?.refusal == nil ? "closed" : "refused"
            let waitsFor = new?.waitsFor.map { "waits for \($0)" }
            let reason = new?.refusal ?? (isOpen ? new?.rule : waitsFor) ?? ""
            logger.info(
                "link \(link.client) -> \(link.provider) \(word)\(reason.isEmpty ? "" : " (\(reason))")")
            audit?.note(
                .linkChanged,
                [
                    "vm": .string(link.client.text), "netvm": .string(link.provider.text), "state": .string(word),
                    "reason": .optional(reason), "policy_generation": .number(policy.current.number),
                ])
        }
    }
}

extension LinkPlan.Entry {
    /// The rule that allows it.
    var rule: String? { if case .allowed(let rule) = permission { rule } else { nil } }

    /// Why the policy does not allow it.
    var refusal: String? { if case .denied(let reason) = permission { reason } else { nil } }
}
