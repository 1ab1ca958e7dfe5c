import Machines
import Policy

// Tests.
extension StatementParser {
    private static let detailKeys = [
        "target", "user", "rule", "targets", "default", "kind", "notify", "autostart",
    ]

    mutating func expectation() throws(Problem) -> StatementBody {
        let word = try plain("allow, ask or deny")
        let outcome: Decision.Outcome
        switch word.text {
        case "allow": outcome = .allow
        case "ask": outcome = .ask
        case "deny": outcome = .deny
        default: throw unknown(word, among: ["allow", "ask", "deny"], called: "answer")
        }
        let service = try service(takesAny: false)
        let source = try selector(.namedCaller)
        try require("->")
        let target = try selector(.requested)
        return .expectation(
            Expectation(
                outcome: outcome, service: service.service ?? "", argument: service.argument ?? "+", source: source,
                target: target, details: try details(outcome)))
    }

    private mutating func details(_ outcome: Decision.Outcome) throws(Problem) -> ExpectationDetails {
        var details = ExpectationDetails()
        var seen: Set<String> = []
        while let word = peek(), word.kind == .plain, let equals = word.text.firstIndex(of: "=") {
            let key = String(word.text[..<equals])
            guard Self.detailKeys.contains(key) else { throw unknown(word, key) }
            guard seen.insert(key).inserted else {
                throw problem(word, "a second '\(key)='", expected: "each key once")
            }
            guard Self.fits(key, outcome) else {
                throw problem(
                    word, "'\(key)=' of a call that is expected to be answered with \(outcome.word)",
                    expected: Self.detailKeys.filter { Self.fits($0, outcome) }.map { $0 + "=" }
                        .joined(separator: ", "))
            }
            advance()
            let value = String(word.text[word.text.index(after: equals)...])
            try read(key, value, word, into: &details)
        }
        return details
    }

    private func unknown(_ word: Word, _ key: String) -> Problem {
        problem(
            word, "unknown key '\(key.sanitizedForDisplay(limit: 64))'",
            expected: Self.detailKeys.map { $0 + "=" }.joined(separator: ", "),
            suggestion: NearestWord.find(key, among: Self.detailKeys))
    }

    /// Whether a decision with this answer has what the key is about.
    private static func fits(_ key: String, _ outcome: Decision.Outcome) -> Bool {
        switch key {
        case "target", "user", "autostart": outcome == .allow
        case "targets", "default": outcome == .ask
        case "kind": outcome == .deny
        default: true
        }
    }

    private mutating func read(
        _ key: String, _ value: String, _ word: Word, into details: inout ExpectationDetails
    ) throws(Problem) {
        let column = word.column + key.utf8.count + 1
        if key == "targets" {
            guard value.isEmpty else { throw problem(column: column, "'\(value)'", expected: "'{'") }
            details.targets = try destinations()
            return
        }
        var value = value
        if value.isEmpty, let text = peek(), text.kind == .quoted, text.column == column {
            advance()
            value = text.text
        }
        guard !value.isEmpty else { throw problem(column: column, "nothing behind '\(key)='", expected: "a value") }
        switch key {
        case "target":
            try checkDestination(value, column: column)
            details.target = value
        case "user": details.user = value == "none" ? .missing : .text(value)
        case "rule": details.rule = try rule(value, column: column)
        case "default":
            if value != "none" { try checkDestination(value, column: column) }
            details.defaultTarget = value == "none" ? .missing : .text(value)
        case "kind":
            guard let kind = DenialKind(rawValue: value) else {
                let known = DenialKind.allCases.map(\.rawValue)
                throw problem(
                    column: column, "unknown kind of denial '\(value.sanitizedForDisplay(limit: 64))'",
                    expected: known.joined(separator: ", "), suggestion: NearestWord.find(value, among: known))
            }
            details.kind = kind
        case "notify": details.notify = try boolean(value, column: column)
        default: details.autostart = try boolean(value, column: column)
        }
    }

    private func boolean(_ value: String, column: Int) throws(Problem) -> Bool {
        switch value {
        case "yes": return true
        case "no": return false
        default:
            throw problem(
                column: column, "'\(value.sanitizedForDisplay(limit: 64))'", expected: "yes or no",
                suggestion: NearestWord.find(value, among: ["yes", "no"]))
        }
    }

    private func rule(_ value: String, column: Int) throws(Problem) -> ExpectationDetails.Text {
        if value == "none" { return .missing }
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        let line = parts.last ?? ""
        guard parts.count >= 2, !parts[0].isEmpty, line == "implicit" || (UInt32(line) ?? 0) > 0 else {
            throw problem(
                column: column, "'\(value.sanitizedForDisplay(limit: 64))'", expected: "FILE:LINE, or none")
        }
        return .text(value)
    }

    private mutating func destinations() throws(Problem) -> Set<String> {
        try require("{")
        var texts: Set<String> = []
        while !take("}") {
            guard texts.count < limits.listed else { throw tooMany() }
            let word = try plain("a target, or '}'")
            try checkDestination(word.text, column: word.column)
            texts.insert(word.text)
            _ = take(",")
        }
        return texts
    }

    /// Checks a target as decisions print it.
    private func checkDestination(_ text: String, column: Int) throws(Problem) {
        if text == "@dispvm" || text == "@adminvm" || text == "@default" { return }
        for prefix in ["@dispvm:uuid:", "@dispvm:", "uuid:"] where text.hasPrefix(prefix) {
            return try checkName(String(text.dropFirst(prefix.count)), column: column + prefix.count)
        }
        try checkName(text, column: column)
    }

    mutating func relation() throws(Problem) -> StatementBody {
        let service = try service(takesAny: false, endsInColon: true)
        try require("only")
        let pairs = take("none") ? [] : try pairs()
        try readStrength()
        return .relation(
            RelationExpectation(isComplete: true, service: service, strength: remark.strength ?? .ask, pairs: pairs))
    }
}
