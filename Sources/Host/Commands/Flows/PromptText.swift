import JSONText
import Machines

/// A prompt as a terminal shows it.
struct PromptText {
    private static let textLimit = 128

    private let prompt: JSONValue
    private let nowMilliseconds: UInt64

    /// - Parameters:
    ///   - prompt: What the manager told.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    init(_ prompt: JSONValue, nowMilliseconds: UInt64) {
        self.prompt = prompt
        self.nowMilliseconds = nowMilliseconds
    }

    func lines(_ color: ColorMode) -> [String] {
        let argument = prompt.text("argument")
        let service = prompt.text("service") + (argument == "+" ? "" : argument)
        let left = prompt.number("deadline_ms") - min(prompt.number("deadline_ms"), nowMilliseconds)
        let asked = prompt.text("requested_target")
        var lines = [
            "prompt \(prompt.number("id")): \(painted(prompt.text("source"), prompt.text("source_label"), color)) "
                + "wants \(color.paint(shown(service), .bold))"
                + (asked == "@default" ? "" : " of \(shown(asked))")
                + ", \(left / 1_000) s left (\(shown(prompt.text("rule"))))"
        ]
        let labels = prompt.texts("target_labels")
        let proposed = prompt.text("default_target")
        for (index, target) in prompt.texts("targets").enumerated() {
            let mark = target == proposed ? "  (proposed)" : ""
            let label = index < labels.count ? labels[index] : ""
            lines.append("  \(index + 1)  \(painted(target, label, color))\(mark)")
        }
        return lines
    }

    private func shown(_ text: String) -> String { text.sanitizedForDisplay(limit: Self.textLimit) }

    private func painted(_ name: String, _ label: String, _ color: ColorMode) -> String {
        let text = shown(name)
        guard let label = Label(rawValue: label) else { return text }
        return color.paint(text, .label(label)) + " [\(label.rawValue)]"
    }
}
