import Audit
import JSONText
import Machines

/// Records for a person.
enum AuditText {
    /// One line: time, event, and what is known.
    static func line(_ line: AuditLine, _ color: ColorMode) -> String {
        var parts = [
            color.paint(TimeText.utc(line.timeMilliseconds), .dim),
            color.paint(line.event.sanitizedForDisplay(limit: 64), .bold),
        ]
        if case .object(let members) = line.node.value {
            for member in members where !AuditRecord.reserved.contains(member.key) {
                parts.append("\(member.key.sanitizedForDisplay(limit: 64))=\(text(member.node))")
            }
        }
        if !line.isIntact { parts.append(color.paint("(changed after it was written)", .bad)) }
        return parts.joined(separator: "  ") + "\n"
    }

    private static func text(_ node: JSONNode) -> String {
        switch node.value {
        case .null: "-"
        case .bool(let value): value ? "yes" : "no"
        case .number(let text): text
        case .string(let text):
            text.contains(" ") ? "'\(text.sanitizedForDisplay(limit: 512))'" : text.sanitizedForDisplay(limit: 512)
        case .array(let values): "[" + values.map(text).joined(separator: ", ") + "]"
        case .object: "{…}"
        }
    }
}
