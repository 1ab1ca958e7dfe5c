import Policy

extension CompiledPolicy {
    /// Whether picking a target from a prompt lets the call through.
    func grants(_ index: Int, of decision: Decision, to request: PolicyRequest) -> Bool {
        let choice = decision.choices[index]
        // In strict mode its own rule decides, and only keys or a missing relay stand in the way.
        if mode == .strict, rules.rules[choice.rule].parameters == 0 {
            guard case .domain(let number, _) = choice.destination else { return true }
            if world.domains[number].type != "RemoteVM" { return true }
        }
        return decide(picking: index, of: decision, for: request).outcome == .allow
    }
}
