import Machines

// Labels, trust and exemptions.
extension StatementParser {
    private static let labelKinds =
        ["level", "integrity", "compartments", "check"] + LabelledSubject.Kind.allCases.map(\.rawValue)

    mutating func label() throws(Problem) -> StatementBody {
        let word = try plain("what is labelled (\(Self.labelKinds.joined(separator: ", ")))")
        switch word.text {
        case "level": return .levels(try order())
        case "integrity": return .integrityLevels(try order())
        case "compartments": return .compartments(try distinct(word, try names("a compartment")))
        case "check": return try labelCheck()
        default:
            guard let kind = LabelledSubject.Kind(rawValue: word.text) else {
                throw unknown(word, among: Self.labelKinds, called: "kind of label")
            }
            return try subject(kind)
        }
    }

    private mutating func order() throws(Problem) -> [String] {
        var levels = [try name("a level")]
        while take("<") {
            let word = peek()
            let level = try name("a level")
            if let word, levels.contains(level) {
                throw problem(word, "the level \(word.shown) a second time", expected: "each level once")
            }
            guard levels.count < limits.listed else { throw tooMany() }
            levels.append(level)
        }
        return levels
    }

    private func distinct(_ word: Word, _ names: [String]) throws(Problem) -> [String] {
        guard Set(names).count == names.count else {
            throw problem(word, "a compartment is listed twice", expected: "each compartment once")
        }
        guard !names.isEmpty else { throw problem(word, "no compartments", expected: "at least one") }
        return names
    }

    private mutating func subject(_ kind: LabelledSubject.Kind) throws(Problem) -> StatementBody {
        let word = peek()
        let name = try name("the name of a \(kind == .network ? "network" : kind.rawValue)")
        if let word, kind == .network, name != "INTERNET" {
            throw unknown(word, among: ["INTERNET"], called: "network")
        }
        let level = try plain("a level, or - for none")
        if level.text != "-" { try checkName(level.text, column: level.column) }
        let compartments = peek()?.text == "{" ? Set(try names("a compartment")) : []
        var integrity: String?
        if take("/") {
            let word = try plain("a level of integrity, or - for none")
            if word.text != "-" {
                try checkName(word.text, column: word.column)
                integrity = word.text
            }
        }
        return .label(
            LabelledSubject(
                kind: kind, name: name, level: level.text == "-" ? nil : level.text, compartments: compartments,
                integrity: integrity))
    }

    private mutating func labelCheck() throws(Problem) -> StatementBody {
        let sides = LabelCheck.Side.allCases.map(\.rawValue)
        let word = try plain("the side (\(sides.joined(separator: ", ")))")
        guard let side = LabelCheck.Side(rawValue: word.text) else {
            throw unknown(word, among: sides, called: "side of labels")
        }
        try readStrength()
        return .labelCheck(LabelCheck(side: side, strength: remark.strength ?? .ask))
    }

    mutating func exemption(_ kind: Exemption.Kind) throws(Problem) -> StatementBody {
        let word = peek()
        let service = try service(takesAny: false)
        if let word, let argument = service.argument {
            throw problem(word, "the argument '\(argument.sanitizedForDisplay(limit: 64))'", expected: "a service")
        }
        try require("by")
        return .exemption(Exemption(kind: kind, service: service, by: try selector(.flow)))
    }

    mutating func acceptedChange() throws(Problem) -> StatementBody {
        try require("diff")
        var revision: String?
        if take("since") {
            try require("rev")
            let word = try plain("a revision")
            let text = word.text.hasSuffix(":") ? String(word.text.dropLast()) : word.text
            try checkName(text, column: word.column)
            if !word.text.hasSuffix(":") { _ = take(":") }
            revision = text
        }
        let kinds = AcceptedChange.Kind.allCases.map(\.rawValue)
        let word = try plain("a change (\(kinds.joined(separator: ", ")))")
        guard let kind = AcceptedChange.Kind(rawValue: word.text) else {
            throw unknown(word, among: kinds, called: "change")
        }
        let service = try service(takesAny: true)
        let source = try selector(.namedCaller)
        try require("->")
        return .acceptedChange(
            AcceptedChange(
                revision: revision, kind: kind, service: service, source: source, target: try selector(.requested)))
    }
}
