import Machines

// What must never be.
extension StatementParser {
    private static let neverKinds = ["flow", "tags", "service"]

    mutating func never() throws(Problem) -> StatementBody {
        let word = try plain("what must never be (\(Self.neverKinds.joined(separator: ", ")))")
        switch word.text {
        case "flow": return try neverFlow()
        case "tags": return try neverTags()
        case "service": return try neverService()
        default: throw unknown(word, among: Self.neverKinds, called: "kind of assertion")
        }
    }

    private mutating func neverFlow() throws(Problem) -> StatementBody {
        let source = try selector(.flow)
        let isTransitive = take("->*")
        if !isTransitive {
            guard take("->") else {
                throw peek().map { problem($0, $0.shown, expected: "'->*' or '->'") } ?? ended("'->*' or '->'")
            }
        }
        let target = try selector(.flow)
        var exceptVia: Selector?
        var service: CallPattern?
        options: while let word = peek(), word.kind == .plain {
            switch word.text {
            case "via": try readStrength()
            case "except":
                guard exceptVia == nil else { throw problem(word, "a second except", expected: "one, with a list") }
                guard isTransitive else {
                    throw problem(word, "'except' of a direct flow", expected: "'->*' for a flow over others")
                }
                advance()
                try require("via")
                exceptVia = try selector(.flow)
            case "service":
                guard service == nil else { throw problem(word, "a second service", expected: "one") }
                advance()
                service = try self.service(takesAny: false)
            default: break options
            }
        }
        return .neverFlow(
            FlowAssertion(
                source: source, target: target, isTransitive: isTransitive, strength: remark.strength ?? .ask,
                exceptVia: exceptVia, service: service))
    }

    private mutating func neverTags() throws(Problem) -> StatementBody {
        var tags = [try name("a tag")]
        repeat {
            try require("&")
            guard tags.count < limits.listed else { throw tooMany() }
            let word = peek()
            let tag = try name("a tag")
            if let word, tags.contains(tag) {
                throw problem(word, "the tag \(word.shown) a second time", expected: "another tag")
            }
            tags.append(tag)
        } while peek()?.text == "&"
        return .neverTags(tags)
    }

    private mutating func neverService() throws(Problem) -> StatementBody {
        let service = try service(takesAny: true)
        let source = try selector(.caller)
        try require("->")
        let target = try selector(.reached)
        try readStrength()
        return .neverService(
            ServiceAssertion(service: service, source: source, target: target, strength: remark.strength ?? .ask))
    }

    mutating func wall() throws(Problem) -> StatementBody {
        let name = try name("the wall's name")
        try require("{")
        var sides: [Selector] = []
        while !take("}") {
            guard sides.count < limits.listed else { throw tooMany() }
            if let word = peek(), word.kind == .sign {
                throw problem(word, word.shown, expected: "a side of the wall, or '}'")
            }
            sides.append(Selector(try term(.flow)))
            _ = take(",")
        }
        guard sides.count >= 2 else {
            throw peek().map { problem($0, "a wall with fewer than two sides", expected: "at least two") }
                ?? ended("at least two sides of the wall")
        }
        try readStrength()
        return .wall(Wall(name: name, sides: sides, strength: remark.strength ?? .ask))
    }
}
