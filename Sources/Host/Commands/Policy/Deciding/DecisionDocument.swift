import Policy
import JSONText

/// A decision as JSON, in the form that tools for Qubes policies compare.
struct DecisionDocument {
    let policy: CompiledPolicy
    let request: PolicyRequest
    let decision: Decision

    /// The decision with everything that is known of it.
    var value: JSONValue {
        var fields: [String: JSONValue] = [
            "outcome": .string(decision.outcome.word), "notify": .bool(decision.notify),
            "requested_target": .string(text(decision.intended)),
        ]
        if let rule = decision.rule { fields["rule"] = place(of: rule) }
        if policy.mode == .strict {
            fields["strict"] = .strings(StrictRule.all.filter { decision.strict.contains($0.rule) }.map(\.id))
        }
        switch decision.outcome {
        case .deny: fields["kind"] = .optional(decision.denial?.rawValue ?? "")
        case .allow:
            fields["target"] = .optional(decision.target.map { text($0) } ?? "")
            fields["wire"] = .string(WireAnswer.text(of: decision, to: request, by: policy))
            addParameters(&fields)
        case .ask:
            fields["ask_targets"] = .strings(decision.choices.filter { !$0.isRedirect }.map { text($0.destination) })
            fields["redirect_targets"] = .strings(
                decision.choices.filter(\.isRedirect).map { text($0.destination) })
            fields["default_target"] = .optional(
                decision.defaultChoice.map { text(decision.choices[$0].destination) } ?? "")
            fields["choices"] = .object(
                Dictionary(
                    decision.choices.indices.map { (text(decision.choices[$0].destination), choice($0)) },
                    uniquingKeysWith: { first, _ in first }))
            addParameters(&fields)
        }
        return .object(fields)
    }

    private func addParameters(_ fields: inout [String: JSONValue]) {
        fields["user"] = .optional(decision.user.map { policy.rules.vocabulary[$0] } ?? "")
        fields["autostart"] = .bool(decision.autostart)
    }

    /// What follows when the person picks one of the targets.
    private func choice(_ index: Int) -> JSONValue {
        let picked = policy.decide(picking: index, of: decision, for: request)
        guard picked.outcome == .allow else {
            return .object(["denied": .optional(picked.denial?.rawValue ?? "")])
        }
        return .object(["wire": .string(WireAnswer.text(of: picked, to: request, by: policy))])
    }

    private func place(of index: Int) -> JSONValue {
        let rule = policy.rules.rules[index]
        return .object([
            "file": .string(policy.rules.files[Int(rule.file)]),
            "line": rule.line == 0 ? .null : .number(UInt64(rule.line)),
        ])
    }

    private func text(_ destination: Destination) -> String {
        policy.world.text(of: destination, source: decision.source, in: policy.rules)
    }
}
