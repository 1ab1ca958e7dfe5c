import Audit
import Machines

/// Denials of one call, in words.
struct DenialText {
    private static let textLimit = 256

    private let line: AuditLine
    private(set) var count: Int

    /// Denials that follow one another and are the same but for their time are one.
    static func groups(_ lines: [AuditLine]) -> [DenialText] {
        var groups: [DenialText] = []
        for line in lines {
            let isSame =
                groups.last.map { last in
                    ["source", "requested_target", "service", "argument", "rule", "rule_text", "kind", "reason"]
                        .allSatisfy { last.line.text($0) == line.text($0) }
                } ?? false
            groups.append(DenialText(line: line, count: isSame ? (groups.popLast()?.count ?? 0) + 1 : 1))
        }
        return groups
    }

    /// Three lines: when and what, why, and how to learn more.
    func text(_ color: ColorMode) -> String {
        let argument = shown("argument")
        let service = shown("service") + (argument == "+" ? "" : argument)
        let asked = shown("requested_target")
        let target = asked.isEmpty ? "@default" : asked
        let often = count > 1 ? "  (\(count) times; the last)" : ""
        return """
            \(color.paint(TimeText.utc(line.timeMilliseconds), .dim))  \(color.paint(service, .bold)): \
            \(shown("source")) -> \(target)\(often)
              \(reason)
              bulkhead policy explain \(shown("source")) \(target) \(service)

            """
    }

    private var reason: String {
        let rule = shown("rule")
        let place = rule.isEmpty ? "" : "\(rule): \(shown("rule_text").replacing("\t", with: " "))"
        let refusal = shown("reason")
        if !refusal.isEmpty { return "\(refusal)\(place.isEmpty ? "" : "; the rule is \(place)")" }
        switch line.text("kind") {
        case "policy": return "denied by \(place)"
        case "no_match": return "no rule matches"
        case let kind: return "denied: \(kind ?? "unknown")\(place.isEmpty ? "" : "; the rule is \(place)")"
        }
    }

    private func shown(_ field: String) -> String {
        (line.text(field) ?? "").replacing("\t", with: " ").sanitizedForDisplay(limit: Self.textLimit)
    }
}
