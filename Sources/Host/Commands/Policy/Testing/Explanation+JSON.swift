import Assertions
import Policy
import JSONText

extension Explanation {
    /// The explanation as JSON.
    var json: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return .object([
            "request": request.json, "outcome": .string(decision.outcome.word),
            "kind": optional(decision.denial?.rawValue),
            "reason": .string(reason), "rule": optional(deciding?.place), "intended": .string(intended),
            "nearest_target": optional(nearestTarget),
            "target": optional(decision.outcome == .allow ? target : nil), "user": optional(user),
            "notify": .bool(decision.notify), "autostart": .bool(decision.autostart), "strict": .strings(strict),
            "considered": .array(considered.map(\.json)), "unlisted": .number(UInt64(unlistedCount)),
            "offers": .array(
                offers.map {
                    .object([
                        "target": .string($0.target), "rule": .string($0.place), "redirect": .bool($0.isRedirect),
                        "default": .bool($0.isDefault),
                    ])
                }),
            "changes": .array(
                changes.map {
                    .object([
                        "line": .string($0.line), "file": .string($0.file),
                        "line_number": .number(UInt64($0.lineNumber)), "outcome": .string($0.outcome.word),
                    ])
                }),
            "no_change": optional(noChange),
        ])
    }
}

extension ConsideredRule {
    fileprivate var json: JSONValue {
        .object([
            "place": .string(place), "line": .string(line), "decides": .bool(decides), "too_late": .bool(isTooLate),
            "misses": .array(
                misses.map {
                    .object([
                        "column": .string($0.column.rawValue), "word": .string($0.word), "reason": .string($0.reason),
                    ])
                }),
        ])
    }
}
