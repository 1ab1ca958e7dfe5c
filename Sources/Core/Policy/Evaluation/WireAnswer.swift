/// The answer that Qubes' policy daemon gives to a call, as lines of `KEY=VALUE`.
package enum WireAnswer {
    /// The answer to everything that is not allowed.
    package static let denial = "result=deny"

    /// The answer to a decided call.
    ///
    /// A prompt that nobody has answered is a denial.
    ///
    /// - Parameters:
    ///   - decision: What was decided.
    ///   - request: The call.
    ///   - policy: The policy that decided.
    /// - Returns: Lines without a newline at the end.
    package static func text(
        of decision: Decision, to request: PolicyRequest, by policy: CompiledPolicy
    ) -> String {
        guard decision.outcome == .allow, let target = decision.target else { return denial }
        return text(
            target, user: decision.user.map { policy.rules.vocabulary[$0] }, autostart: decision.autostart,
            decision: decision, request: request, policy: policy)
    }

    /// The answer when the person picks a target of a prompt.
    ///
    /// - Parameters:
    ///   - choice: What is picked.
    ///   - decision: The decision that the prompt belongs to.
    ///   - request: The call.
    ///   - policy: The policy that decided.
    /// - Returns: Lines without a newline at the end.
    package static func text(
        picking choice: Choice, of decision: Decision, to request: PolicyRequest, by policy: CompiledPolicy
    ) -> String {
        guard policy.rules.rules.indices.contains(choice.rule) else { return denial }
        let parameters = policy.rules.parameters(of: policy.rules.rules[choice.rule])
        return text(
            choice.destination, user: parameters.user.map { policy.rules.vocabulary[$0] },
            autostart: parameters.startsTarget, decision: decision, request: request, policy: policy)
    }

    private static func text(
        _ destination: Destination, user: String?, autostart: Bool, decision: Decision, request: PolicyRequest,
        policy: CompiledPolicy
    ) -> String {
        let world = policy.world
        let requested = world.text(of: decision.intended, source: decision.source, in: policy.rules)
        var user = user ?? ""
        var target = world.text(of: destination, source: decision.source, in: policy.rules)
        var uuid: String?
        var service: String?
        switch destination {
        case .adminVM, .domain(world.adminIndex, _):
            target = World.adminName
        case .domain(let number, _):
            let domain = world.domains[number]
            uuid = World.uuidPrefix + domain.uuid
            if domain.type == "RemoteVM" {
                // Its relay is called instead, with a service that names what is meant, and never as another user.
                guard let relay = domain.relay, let transport = domain.transport else { return denial }
                user = ""
                target = relay
                uuid = world.index(of: relay).map { World.uuidPrefix + world.domains[$0].uuid }
                service = "\(transport)+\(requested)+\(request.service)\(request.argument)"
            }
        case .disposableOf(let number, _):
            uuid = "@dispvm:" + World.uuidPrefix + world.domains[number].uuid
        case .unspecified, .disposable, .disposableOfMissingDefault, .unknown:
            break
        }
        var fields = [("user", user.isEmpty ? "DEFAULT" : user), ("result", "allow"), ("target", target)]
        if let uuid { fields.append(("target_uuid", uuid)) }
        fields.append(("autostart", autostart ? "True" : "False"))
        fields.append(("requested_target", requested))
        if let service { fields.append(("service", service)) }
        // The administrative domain has no use for it: nothing is sent on to anybody.
        if let remote = request.requestedSource, target != World.adminName { fields.append(("policy_source", remote)) }
        // A value that could begin another line would be another answer.
        guard fields.allSatisfy({ !$0.1.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 } }) else { return denial }
        return fields.map { "\($0.0)=\($0.1)" }.joined(separator: "\n")
    }
}
