import Machines
import PolicyReview

/// Findings for a person.
struct LintText {
    let report: LintReport
    let color: ColorMode
    /// Whether notes are printed too.
    let withNotes: Bool

    /// Everything that the linter looks for.
    static func rules(_ color: ColorMode) -> String {
        let width = LintRule.allCases.reduce(0) { max($0, $1.rawValue.count) }
        return LintRule.allCases.map { rule in
            let padding = String(repeating: " ", count: width - rule.rawValue.count)
            return color.paint(rule.rawValue, .bold) + padding + "  " + rule.summary + "\n"
        }.joined()
    }

    /// The findings and their sum.
    var text: String {
        var text = ""
        for finding in report.findings where withNotes || finding.severity != .note {
            let place = finding.place.text.sanitizedForDisplay(limit: 512)
            let word = color.paint(finding.severity.rawValue, Self.style(finding.severity))
            text += "\(color.paint(place, .bold)): \(word): \(finding.message)"
            text += color.paint(" [\(finding.rule.rawValue)]", .dim) + "\n"
            if finding.repetitions > 0 {
                text +=
                    "  and for \(finding.repetitions) more \(finding.repetitions == 1 ? "rule" : "rules") of this line\n"
            }
            for related in finding.related {
                let place = related.place.text.sanitizedForDisplay(limit: 512)
                text += color.paint("  \(place): ", .dim) + related.text + "\n"
            }
            if let suggestion = finding.suggestion { text += color.paint("  suggestion: ", .dim) + suggestion + "\n" }
        }
        return text + summary + "\n"
    }

    private var summary: String {
        func count(_ severity: LintSeverity) -> String {
            let number = report.count(severity)
            return "\(number) \(severity.rawValue)\(number == 1 ? "" : "s")"
        }
        var text = "\(count(.error)), \(count(.warning)), \(count(.note))"
        if !withNotes, report.count(.note) > 0 { text += " (--notes shows them)" }
        if report.suppressedCount > 0 { text += "; \(report.suppressedCount) allowed by comments" }
        return text
    }

    private static func style(_ severity: LintSeverity) -> TextStyle {
        switch severity {
        case .error: .bad
        case .warning: .warning
        case .note: .dim
        }
    }
}
