import PolicyReview
import JSONText

/// Findings as JSON.
enum LintDocument {
    static func value(_ report: LintReport) -> JSONValue {
        .object([
            "findings": .array(report.findings.map(finding)),
            "errors": .number(UInt64(report.count(.error))), "warnings": .number(UInt64(report.count(.warning))),
            "notes": .number(UInt64(report.count(.note))), "suppressed": .number(UInt64(report.suppressedCount)),
        ])
    }

    private static func finding(_ finding: LintFinding) -> JSONValue {
        .object([
            "id": .string(finding.rule.rawValue), "severity": .string(finding.severity.rawValue),
            "file": .string(finding.place.file), "line": line(finding.place), "message": .string(finding.message),
            "suggestion": .optional(finding.suggestion ?? ""), "repetitions": .number(UInt64(finding.repetitions)),
            "related": .array(
                finding.related.map { related in
                    .object([
                        "file": .string(related.place.file), "line": line(related.place), "text": .string(related.text),
                    ])
                }),
        ])
    }

    private static func line(_ place: LintFinding.Place) -> JSONValue {
        place.line == 0 ? .null : .number(UInt64(place.line))
    }
}
