import ArgumentParser
import PolicyReview
import JSONText

/// Findings as SARIF 2.1.0, which code reviews and editors show at the lines.
enum SarifDocument {
    static func value(_ report: LintReport) -> JSONValue {
        .object([
            "$schema": .string(
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"),
            "version": .string("2.1.0"),
            "runs": .array([
                .object([
                    "tool": .object([
                        "driver": .object([
                            "name": .string("bulkhead policy lint"),
                            "version": .string(BulkheadCommand.configuration.version),
                            "rules": .array(LintRule.allCases.map(rule)),
                        ])
                    ]),
                    "columnKind": .string("unicodeCodePoints"), "results": .array(report.findings.map(result)),
                ])
            ]),
        ])
    }

    private static func rule(_ rule: LintRule) -> JSONValue {
        .object(["id": .string(rule.rawValue), "shortDescription": message(rule.summary)])
    }

    private static func result(_ finding: LintFinding) -> JSONValue {
        var text = finding.message
        if let suggestion = finding.suggestion { text += " (suggestion: \(suggestion))" }
        var members: [String: JSONValue] = [
            "ruleId": .string(finding.rule.rawValue),
            "ruleIndex": .number(UInt64(LintRule.allCases.firstIndex(of: finding.rule) ?? 0)),
            "level": .string(finding.severity.rawValue), "message": message(text),
            "locations": .array([location(finding.place)]),
        ]
        if !finding.related.isEmpty {
            members["relatedLocations"] = .array(
                finding.related.enumerated().map { number, related in
                    guard case .object(var place) = location(related.place) else { return .null }
                    place["id"] = .number(UInt64(number + 1))
                    place["message"] = message(related.text)
                    return .object(place)
                })
        }
        return .object(members)
    }

    private static func message(_ text: String) -> JSONValue { .object(["text": .string(text)]) }

    private static func location(_ place: LintFinding.Place) -> JSONValue {
        var physical: [String: JSONValue] = ["artifactLocation": .object(["uri": .string(uri(place.file))])]
        if place.line > 0 { physical["region"] = .object(["startLine": .number(UInt64(place.line))]) }
        return .object(["physicalLocation": .object(physical)])
    }

    /// A path as a URI, absolute or relative as the path is.
    private static func uri(_ path: String) -> String {
        var text = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}
