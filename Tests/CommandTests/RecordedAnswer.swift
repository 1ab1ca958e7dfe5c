import Foundation

/// A decision that Qubes R4.3's own evaluator gave, or one of ours in the same form.
struct RecordedAnswer: Decodable, Equatable {
    struct Place: Decodable, Equatable {
        let file: String
        let line: Int?
    }

    /// What follows when the person picks one target.
    struct Choice: Decodable, Equatable {
        let wire: String?
        let denied: String?
        let crash: String?
    }

    let outcome: String
    let kind: String?
    let notify: Bool?
    let rule: Place?
    let file: String?
    let line: Int?
    let target: String?
    let user: String?
    let autostart: Bool?
    let wire: String?
    let offered: [String]?
    let redirected: [String]?
    let refusedDirectly: [String]?
    let proposed: String?
    let choices: [String: Choice]?
    let strict: [String]?

    enum CodingKeys: String, CodingKey {
        case outcome, kind, notify, rule, file, line, target, user, autostart, wire, choices, strict
        case offered = "ask_targets"
        case redirected = "redirect_targets"
        case refusedDirectly = "ask_targets_denied_if_direct"
        case proposed = "default_target"
    }

    /// The parts in which ours differs from what Qubes answered; a crash of Qubes may be any refusal.
    func differences(_ own: RecordedAnswer) -> [String] {
        if outcome == "crash" || kind?.hasPrefix("crash:") == true {
            return own.outcome == "deny" || own.outcome == "error" ? [] : ["outcome"]
        }
        guard outcome == own.outcome else { return ["outcome"] }
        var result: [String] = []
        func compare<Value: Equatable>(_ name: String, _ left: Value, _ right: Value) {
            if left != right { result.append(name) }
        }
        switch outcome {
        case "error":
            compare("kind", kind, own.kind)
            if kind == "syntax" {
                compare("file", file, own.file)
                compare("line", line, own.line)
            }
        case "deny":
            compare("kind", kind, own.kind)
            compare("notify", notify, own.notify)
            if rule != nil { compare("rule", rule, own.rule) }
        default:
            compare("rule", rule, own.rule)
            compare("user", user, own.user)
            compare("notify", notify, own.notify)
            compare("autostart", autostart, own.autostart)
            compare("target", target, own.target)
            compare("wire", Self.fields(wire), Self.fields(own.wire))
            compare("offered", Set(offered ?? []), Set(own.offered ?? []))
            compare("proposed", proposed, own.proposed)
            for (picked, choice) in choices ?? [:] where choice.crash == nil {
                let ownChoice = own.choices?[picked]
                compare("denial of \(picked)", choice.denied, ownChoice?.denied)
                compare("wire of \(picked)", Self.fields(choice.wire), Self.fields(ownChoice?.wire))
            }
        }
        return result
    }

    private static func fields(_ wire: String?) -> [Substring] { (wire ?? "").split(separator: "\n").sorted() }
}
