import FlowAnalysis
import Policy
import JSONText

/// Answers about flows as JSON.
struct FlowDocument {
    let graph: FlowGraph

    /// The whole answer.
    func value(_ source: String, _ destination: String, _ answers: [FlowAnswer]) -> JSONValue {
        .object([
            "from": .string(source), "to": .string(destination), "mode": .string(graph.options.mode.rawValue),
            "answers": .array(
                answers.map { answer in
                    .object([
                        "content": .string(answer.question.content.words),
                        "prompts": .bool(answer.question.allowsPrompts),
                        "path": answer.path.map { path($0) } ?? .null,
                    ])
                }),
        ])
    }

    /// A path.
    func path(_ path: FlowPath) -> JSONValue {
        .object([
            "nodes": .strings(path.nodes.map(\.name)), "needs_prompt": .bool(path.needsPrompt),
            "unknown_services": .strings(path.unknownServices), "steps": .array(path.edges.map { edge($0) }),
        ])
    }

    /// An edge.
    func edge(_ edge: FlowEdge) -> JSONValue {
        var fields: [String: JSONValue] = [
            "from": .string(edge.source.name), "to": .string(edge.target.name), "kind": .string(edge.kind.word),
            "content": .string(edge.content.words),
        ]
        if let call = edge.call { fields["call"] = self.call(call) }
        return .object(fields)
    }

    private func call(_ call: FlowCall) -> JSONValue {
        let rule = graph.policy.rules.rules[call.rule]
        let entry = call.assumption.entry
        return .object([
            "request": .object([
                "source": .string(call.request.source), "target": .string(call.request.target),
                "service": .string(call.request.service), "argument": .string(call.request.argument),
            ]),
            "direction": .string(call.isForward ? "forward" : "backward"),
            "oneway": .bool(call.isOneWay),
            "rule": .object([
                "file": .string(graph.policy.rules.files[Int(rule.file)]),
                "line": rule.line == 0 ? .null : .number(UInt64(rule.line)),
            ]),
            "assumption": .object([
                "entry": call.assumption.isUnknown ? .null : .string(entry.pattern.text),
                "data": .string(entry.data.rawValue), "control": .string(entry.control.rawValue),
                "bandwidth": .string(entry.bandwidth.rawValue), "risk": .string(entry.risk.rawValue),
            ]),
        ])
    }
}
