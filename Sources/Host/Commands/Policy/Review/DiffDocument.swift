import Policy
import PolicyReview
import JSONText

/// Differences as JSON.
enum DiffDocument {
    static func value(_ result: DiffResult) -> JSONValue {
        .object([
            "differences": .array(result.comparison.differences.map { difference($0, result) }),
            "newly_reachable": .array(result.reach.map { reach($0, result) }),
            "example_world": .bool(result.isExample),
            "unaccepted": result.accepted == nil ? .null : .strings(result.unaccepted),
        ])
    }

    private static func difference(_ difference: PolicyDifference, _ result: DiffResult) -> JSONValue {
        .object([
            "id": .string(difference.identifier), "kind": .string(difference.kind.rawValue),
            "widening": .bool(difference.isWidening),
            "accepted": result.accepted == nil ? .null : .bool(!result.isUnaccepted(difference)),
            "calls": .array(
                difference.calls.map { call in
                    .object([
                        "service": call.isAnyService ? .string("*") : .string(call.service),
                        "argument": call.isAnyArgument ? .string("*") : .string(call.argument),
                    ])
                }),
            "sources": .strings(difference.sources), "targets": .strings(difference.targets),
            "loops": .string(word(difference.loops)), "old": side(difference.old), "new": side(difference.new),
            "witness": request(difference.witness), "reasons": .strings(difference.reasons),
        ])
    }

    private static func word(_ loops: LoopPart) -> String {
        switch loops {
        case .included: "included"
        case .excluded: "excluded"
        case .only: "only"
        case .implied: "implied"
        }
    }

    private static func side(_ side: PolicyDifference.Side) -> JSONValue {
        let verdict = side.verdict
        return .object([
            "outcome": .string(verdict.outcome.word), "target": .optional(verdict.target ?? ""),
            "default_target": .optional(verdict.defaultTarget ?? ""), "offers": .strings(verdict.offers),
            "misses_target": .bool(verdict.missesTarget), "user": .optional(verdict.user ?? ""),
            "autostart": .bool(verdict.startsTarget), "notify": .bool(verdict.notifies),
            "oneway": .bool(verdict.isOneWay), "max_bytes": verdict.maximumBytes.map { .number($0) } ?? .null,
            "max_seconds": verdict.maximumSeconds.map { .number(UInt64($0)) } ?? .null,
            "place": .optional(side.place ?? ""), "rule": .optional(side.ruleText ?? ""),
        ])
    }

    private static func request(_ request: PolicyRequest) -> JSONValue {
        .object([
            "service": .string(request.service), "argument": .string(request.argument),
            "source": .string(request.source), "target": .string(request.target),
        ])
    }

    private static func reach(_ difference: ReachDifference, _ result: DiffResult) -> JSONValue {
        .object([
            "id": .string(difference.identifier), "level": .string(difference.level.rawValue),
            "accepted": result.accepted == nil ? .null : .bool(!result.isUnaccepted(difference)),
            "sources": .strings(difference.sources), "targets": .strings(difference.targets),
            "pairs": .number(UInt64(difference.pairCount)), "through": .strings(difference.through),
            "path": .array(
                difference.path.map { step in
                    .object([
                        "request": request(step.request), "target": .string(step.target), "place": .string(step.place),
                        "outcome": .string(step.outcome.word), "new": .bool(step.isNew),
                    ])
                }),
        ])
    }
}
