import Machines
import Policy

// The canonical form: reading it again gives the same statement.
extension Statement {
    /// The statement as it is best written, whatever way it was.
    package var canonicalText: String {
        var text = body.canonicalText
        if severity == .warning { text += " severity warning" }
        if let reason {
            let word =
                switch body {
                case .exemption, .acceptedChange: "reason"
                default: "because"
                }
            text += " \(word) \(StatementBody.quoted(reason))"
        }
        return text
    }
}

extension StatementBody {
    /// The statement without severity and reason, as it is best written.
    package var canonicalText: String {
        switch self {
        case .levels(let levels): "label level " + levels.joined(separator: " < ")
        case .integrityLevels(let levels): "label integrity " + levels.joined(separator: " < ")
        case .compartments(let names): "label compartments " + Self.list(names)
        case .label(let subject): Self.text(subject)
        case .labelCheck(let check): "label check \(check.side.rawValue)" + Self.via(check.strength)
        case .flow(let flow): Self.text(flow)
        case .neverTags(let tags): "never tags " + tags.joined(separator: " & ")
        case .service(let service):
            "\(service.isForbidden ? "never" : "always") service \(service.service.text) "
                + Self.arrow(service.source, service.target) + Self.via(service.strength)
        case .wall(let wall):
            "wall \(wall.name) { " + wall.sides.map(\.text).joined(separator: " ") + " }" + Self.via(wall.strength)
        case .trust(let selector): "trust \(selector.text)"
        case .exemption(let exemption):
            "\(exemption.kind.rawValue) \(exemption.service.text) by \(exemption.by.text)"
        case .world(let name): "world \(Self.word(name))"
        case .expectation(let expectation): Self.text(expectation)
        case .relation(let relation): Self.text(relation)
        case .acceptedChange(let change):
            "accept diff " + (change.revision.map { "since rev \($0): " } ?? "") + change.kind.rawValue
                + " \(change.service.text) " + Self.arrow(change.source, change.target)
        }
    }

    private static func text(_ subject: LabelledSubject) -> String {
        var text = "label \(subject.kind.rawValue) \(subject.name) \(subject.level ?? "-")"
        if !subject.compartments.isEmpty { text += " " + list(subject.compartments.sorted()) }
        if let integrity = subject.integrity { text += " / \(integrity)" }
        return text
    }

    private static func text(_ flow: FlowAssertion) -> String {
        var text = "\(flow.quantifier.rawValue) flow \(flow.source.text) \(flow.isTransitive ? "->*" : "->") "
        text += flow.target.text
        if let service = flow.service { text += " service \(service.text)" }
        if let except = flow.exceptVia { text += " except via \(except.text)" }
        return text + via(flow.strength)
    }

    private static func text(_ relation: RelationExpectation) -> String {
        let pairs = relation.pairs.map { arrow($0.source, $0.target) }.joined(separator: "; ")
        let text =
            relation.isComplete
            ? "expect-all \(relation.service.text) : only \(pairs.isEmpty ? "none" : pairs)"
            : "only service \(relation.service.text) \(pairs)"
        return text + via(relation.strength)
    }

    private static func text(_ expectation: Expectation) -> String {
        let details = expectation.details
        var words = ["expect", expectation.outcome.word, expectation.service + expectation.argument]
        words.append(arrow(expectation.source, expectation.target))
        if let target = details.target { words.append("target=" + word(target)) }
        if let user = details.user { words.append("user=" + word(user.text)) }
        if let rule = details.rule { words.append("rule=" + word(rule.text)) }
        if let targets = details.targets { words.append("targets=" + list(targets.sorted())) }
        if let target = details.defaultTarget { words.append("default=" + word(target.text)) }
        if let kind = details.kind { words.append("kind=" + kind.rawValue) }
        if let notify = details.notify { words.append("notify=" + (notify ? "yes" : "no")) }
        if let autostart = details.autostart { words.append("autostart=" + (autostart ? "yes" : "no")) }
        return words.joined(separator: " ")
    }

    private static func arrow(_ source: Selector, _ target: Selector) -> String { "\(source.text) -> \(target.text)" }

    private static func via(_ strength: FlowStrength) -> String { strength == .allow ? " via allow" : "" }

    private static func list(_ names: [String]) -> String { "{" + names.joined(separator: ", ") + "}" }

    /// A word as it is, or in quotation marks where it has something in it that ends a word.
    private static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"),
                UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty ? text : quoted(text)
    }

    /// A text in quotation marks.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

extension ExpectationDetails.Text {
    /// The value as it is written.
    package var text: String {
        switch self {
        case .missing: "none"
        case .text(let text): text
        }
    }
}
