import Machines

// What must never be, may only be, or must always be.
extension StatementParser {
    mutating func quantified(_ quantifier: Quantifier) throws(Problem) -> StatementBody {
        let kinds = quantifier == .never ? ["flow", "service", "tags"] : ["flow", "service"]
        let word = try plain("what is meant (\(kinds.joined(separator: ", ")))")
        switch (word.text, quantifier) {
        case ("flow", _): return try flow(quantifier)
        case ("tags", .never): return try neverTags()
        case ("service", .only): return try onlyService()
        case ("service", _): return try service(isForbidden: quantifier == .never)
        default: throw unknown(word, among: kinds, called: "kind of assertion")
        }
    }

    private mutating func flow(_ quantifier: Quantifier) throws(Problem) -> StatementBody {
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
        return .flow(
            FlowAssertion(
                quantifier, source: source, target: target, isTransitive: isTransitive,
                strength: remark.strength ?? .ask, exceptVia: exceptVia, service: service))
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

    private mutating func service(isForbidden: Bool) throws(Problem) -> StatementBody {
        let service = try service(takesAny: true)
        let source = try selector(.caller)
        try require("->")
        let target = try selector(isForbidden ? .reached : .requested)
        try readStrength()
        return .service(
            ServiceAssertion(
                isForbidden: isForbidden, service: service, source: source, target: target,
                strength: remark.strength ?? .ask))
    }

    private mutating func onlyService() throws(Problem) -> StatementBody {
        let service = try service(takesAny: true)
        let pairs = try pairs()
        try readStrength()
        return .relation(
            RelationExpectation(
                isComplete: false, service: service, strength: remark.strength ?? .ask, pairs: pairs))
    }

    /// `A -> B; C -> D`.
    mutating func pairs() throws(Problem) -> [RelationExpectation.Pair] {
        var pairs: [RelationExpectation.Pair] = []
        repeat {
            let source = try selector(.caller)
            try require("->")
            pairs.append(RelationExpectation.Pair(source: source, target: try selector(.reached)))
            guard pairs.count <= limits.listed else { throw tooMany() }
        } while take(";")
        return pairs
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
