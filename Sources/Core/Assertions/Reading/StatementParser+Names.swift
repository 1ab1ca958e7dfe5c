import Machines

// Names, services and sets of VMs.
extension StatementParser {
    /// Where a selector stands, which decides what may be in it.
    enum SelectorRole: Hashable {
        /// At one end of a flow: everything that a flow graph has.
        case flow
        /// The callers of a service.
        case caller
        /// The callers of a service, which have a name already.
        case namedCaller
        /// What a caller asks for.
        case requested
        /// Where a call ends.
        case reached

        func allows(_ term: SelectorTerm) -> Bool {
            switch term {
            case .unspecified: self == .requested
            case .internet, .device: self == .flow
            case .disposables, .disposablesOf, .disposablesOfTag: self != .namedCaller
            default: true
            }
        }

        var expected: String {
            switch self {
            case .flow: "a VM, @tag:TAG, @type:CLASS, @anyvm, @dispvm, INTERNET, device:NAME or *"
            case .namedCaller: "a VM, @tag:TAG, @type:CLASS, @anyvm or *"
            case .caller: "a VM, @tag:TAG, @type:CLASS, @anyvm, @dispvm, @dispvm:NAME or *"
            case .requested: "a VM, @default, @dispvm, @dispvm:NAME, @tag:TAG, @type:CLASS, @anyvm or *"
            case .reached: "a VM, @dispvm, @dispvm:NAME, @tag:TAG, @type:CLASS, @anyvm or *"
            }
        }
    }

    /// The longest name of a VM, tag or class, in bytes.
    private static var longestName: Int { 63 }

    /// A set of VMs.
    mutating func selector(_ role: SelectorRole) throws(Problem) -> Selector {
        var parts: [Selector.Difference] = []
        var count = 0
        repeat {
            let part = try difference(role)
            count += 1 + part.without.count
            parts.append(part)
            guard count <= limits.listed else { throw tooMany() }
        } while take(",")
        return Selector(parts)
    }

    private mutating func difference(_ role: SelectorRole) throws(Problem) -> Selector.Difference {
        let term = try term(role)
        var without: [SelectorTerm] = []
        while take("-") {
            without.append(try self.term(role))
            guard without.count < limits.listed else { throw tooMany() }
        }
        return Selector.Difference(term, without: without)
    }

    func tooMany() -> Problem {
        problem(
            column: peek()?.column ?? end, "more than \(limits.listed) names in one list",
            expected: "fewer, or a tag for them")
    }

    /// One word for VMs.
    mutating func term(_ role: SelectorRole) throws(Problem) -> SelectorTerm {
        let word = try plain(role.expected)
        let term = try term(word, role)
        guard role.allows(term) else { throw problem(word, "\(word.shown) cannot stand here", expected: role.expected) }
        return term
    }

    private func term(_ word: Word, _ role: SelectorRole) throws(Problem) -> SelectorTerm {
        let text = word.text
        switch text {
        case "*": return .everything
        case "@anyvm": return .anyVM
        case "@adminvm", "dom0": return .adminVM
        case "@default": return .unspecified
        case "@dispvm": return .disposables
        case "INTERNET": return .internet
        default: break
        }
        for (prefix, make) in Self.prefixes where text.hasPrefix(prefix) {
            let count = prefix.count
            try checkName(String(text.dropFirst(count)), column: word.column + count)
            return make(String(text.dropFirst(count)))
        }
        guard !text.hasPrefix("@"), !text.hasPrefix("$") else {
            let known = ["@anyvm", "@adminvm", "@default", "@dispvm", "@tag:", "@type:"]
            let beginning = text.firstIndex(of: ":").map { String(text[...$0]) } ?? text
            throw problem(
                word, "unknown word \(word.shown)", expected: role.expected,
                suggestion: NearestWord.find(beginning, among: known))
        }
        try checkName(text, column: word.column)
        return .name(text)
    }

    private static var prefixes: [(String, (String) -> SelectorTerm)] {
        [
            ("@tag:", { .tag($0) }), ("@type:", { .type($0) }), ("@dispvm:@tag:", { .disposablesOfTag($0) }),
            ("@dispvm:", { .disposablesOf($0) }), ("uuid:", { .uuid($0) }), ("device:", { .device($0) }),
        ]
    }

    /// Checks a name of a VM, tag, class, level or compartment.
    func checkName(_ text: String, column: Int) throws(Problem) {
        guard !text.isEmpty else { throw problem(column: column, "an empty name", expected: "a name") }
        guard text.utf8.count <= Self.longestName else {
            throw problem(
                column: column, "a name of \(text.utf8.count) bytes", expected: "at most \(Self.longestName)")
        }
        for (offset, byte) in text.utf8.enumerated() where !Self.isNameByte(byte) {
            let found = String(decoding: [byte], as: UTF8.self).sanitizedForDisplay(limit: 16)
            throw problem(
                column: column + offset, "'\(found)' in the name '\(text.sanitizedForDisplay(limit: 64))'",
                expected: "letters, digits, '_', '.' and '-'")
        }
        guard text.utf8.first != UInt8(ascii: "-") else {
            throw problem(
                column: column, "the name '\(text.sanitizedForDisplay(limit: 64))' begins with '-'",
                expected: "a name, or a space behind the minus")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// A name that stands alone.
    mutating func name(_ expected: String) throws(Problem) -> String {
        let word = try plain(expected)
        try checkName(word.text, column: word.column)
        return word.text
    }

    /// `{a b}` or `{a, b}`.
    mutating func names(_ expected: String) throws(Problem) -> [String] {
        try require("{")
        var names: [String] = []
        while !take("}") {
            guard names.count < limits.listed else { throw tooMany() }
            names.append(try name("\(expected), or '}'"))
            _ = take(",")
        }
        return names
    }

    /// A service with or without an argument; `*` only where `takesAny` says so.
    mutating func service(takesAny: Bool, endsInColon: Bool = false) throws(Problem) -> CallPattern {
        let expected = takesAny ? "a service, SERVICE+ARGUMENT or *" : "a service, or SERVICE+ARGUMENT"
        let word = try plain(expected)
        var text = word.text
        if endsInColon, text.hasSuffix(":"), text != ":" {
            text.removeLast()
        } else if endsInColon {
            try require(":")
        }
        if text == "*", takesAny { return CallPattern(service: nil) }
        let plus = text.firstIndex(of: "+") ?? text.endIndex
        let name = String(text[..<plus])
        let argument = plus == text.endIndex ? nil : String(text[plus...])
        guard name != "*" else {
            throw problem(word, "\(word.shown) is no single service", expected: expected)
        }
        guard !name.isEmpty else { throw problem(word, "no service before the '+'", expected: expected) }
        for (offset, byte) in text.utf8.enumerated() where !Self.isNameByte(byte) && byte != UInt8(ascii: "+") {
            let found = String(decoding: [byte], as: UTF8.self).sanitizedForDisplay(limit: 16)
            throw problem(
                column: word.column + offset, "'\(found)' in a service",
                expected: "letters, digits, '_', '.', '-', and '+' before the argument")
        }
        return CallPattern(service: name, argument: argument)
    }
}
