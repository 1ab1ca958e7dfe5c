import JSONText

/// How the clipboard is, in a sentence.
enum ClipText {
    static func sentence(_ facts: JSONValue, nowMilliseconds: UInt64) -> String {
        let source = facts.text("source")
        let target = facts.text("target")
        let count = facts.number("bytes")
        switch facts.text("state") {
        case "filled":
            let expires = facts.number("expires_at_ms")
            let left = TimeText.duration(milliseconds: expires - min(expires, nowMilliseconds))
            return "\(count) bytes of \(source) wait to be pasted, for \(left)"
        case "delivered": return "\(count) bytes of \(source) were pasted into \(target), and wiped"
        case "denied": return "pasting from \(source) into \(target) was denied; the text waits still"
        case "oversized":
            return "the text of \(source) is longer than \(facts.number("limit_bytes")) bytes, and was not taken"
        case "empty-source": return "\(source) has no text"
        case "wiped": return "wiped"
        default: return "empty"
        }
    }
}
