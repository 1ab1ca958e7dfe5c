import Machines
import Policy
import Testing

/// Printing and laying out: both give back what was read.
@Suite struct PolicyPrintingTests {
    /// Everything about a rule but its place, words as text.
    private func contents(_ rules: RuleSet) -> [String] {
        func word(_ symbol: Symbol?) -> String { symbol.map { "'\(rules.vocabulary[$0])'" } ?? "-" }
        func token(_ token: Token?) -> String {
            guard let token else { return "-" }
            let kind = "\(token)".prefix { $0 != "(" }
            return "\(kind) \(rules.text(of: token))"
        }
        return rules.rules.map { rule in
            let parameters = rules.parameters(of: rule)
            return [
                word(rule.service), word(rule.argument), token(rule.source), token(rule.target), rule.action.word,
                token(parameters.target), token(parameters.defaultTarget), word(parameters.user),
                "\(parameters.autostart as Bool?, default: "-") \(parameters.notify as Bool?, default: "-")",
                "\(parameters.oneWay as Bool?, default: "-") \(parameters.maximumBytes as UInt64?, default: "-")",
                "\(parameters.maximumSeconds as UInt32?, default: "-")",
            ].joined(separator: "|")
        }
    }

    private func expectSame(_ rules: RuleSet, mode: PolicyMode) throws {
        let again = read(bytes: Array(rules.canonicalText().utf8), mode: mode)
        #expect(again.shown == [])
        #expect(contents(try #require(again.rules)) == contents(rules))
        #expect(again.rules?.canonicalText() == rules.canonicalText())
    }

    @Test func `every recorded policy, printed flat, is read as the same rules`() throws {
        for recorded in try RecordedCase.all() {
            let reading = PolicyReader(mode: .compat).read(recordedLayout, from: recorded.tree)
            if let rules = reading.rules { try expectSame(rules, mode: .compat) }
        }
    }

    @Test(arguments: PolicyMode.allCases)
    func `random policies, printed and laid out, are read as the same rules`(mode: PolicyMode) throws {
        var soup = PolicySoup(seed: mode == .strict ? 1 : 2, mode: mode)
        var accepted = 0
        for _ in 0..<600 {
            let text = Array(soup.file().utf8)
            let reading = read(bytes: text, mode: mode)
            let formatter = PolicyFormatter(mode: mode)
            guard let rules = reading.rules else {
                #expect(!reading.errors.isEmpty)
                #expect(throws: PolicyFormattingRefusal.self) { try formatter.format(text, file: "a.policy") }
                continue
            }
            accepted += 1
            try expectSame(rules, mode: mode)
            let formatted = try formatter.format(text, file: "a.policy")
            let again = try #require(read(bytes: formatted, mode: mode).rules)
            #expect(contents(again) == contents(rules))
            #expect(try formatter.format(formatted, file: "a.policy") == formatted)
        }
        #expect(accepted > 100)
    }

    private func format(_ text: String, mode: PolicyMode = .compat) throws -> String {
        String(decoding: try PolicyFormatter(mode: mode).format(Array(text.utf8), file: "a.policy"), as: UTF8.self)
    }

    @Test func `rules are put in columns, block by block, and everything else stays`() throws {
        let text = """

              # Files\u{20}\u{20}
            qubes.Filecopy\t*\twork\tvault   ask default_target=vault   user=root
            # to dom0
            a + @anyvm dom0 deny notify=no
            long.Service * x @default allow target=y


            \t!include   include/more\u{20}
            * * * * deny

            # end


            """
        #expect(
            try format(text) == """

                # Files
                qubes.Filecopy  *  work    vault     ask    default_target=vault user=root
                # to dom0
                a               +  @anyvm  dom0      deny   notify=no
                long.Service    *  x       @default  allow  target=y


                !include include/more
                *  *  *  *  deny

                # end

                """)
    }

    @Test func `one very long word pushes nothing else away`() throws {
        let long = "+" + String(repeating: "a", count: 60)
        #expect(
            try format("s \(long) a b deny\ns + a b deny\n") == "s  \(long)  a  b  deny\ns  +  a  b  deny\n")
    }

    @Test func `a line at the limit stays within it`() throws {
        var limits = ReadingLimits()
        limits.lineBytes = 20
        let text = Array("service * a b deny\nx * abcdef abc deny\n".utf8)
        let formatter = PolicyFormatter(mode: .strict, limits: limits)
        let formatted = try formatter.format(text, file: "a.policy")
        #expect(String(decoding: formatted, as: UTF8.self) == "service * a b deny\nx * abcdef abc deny\n")
    }

    @Test func `line ends become LF, the last line gets one, an empty file stays empty`() throws {
        #expect(try format("# a\r\n\r\n# b") == "# a\n\n# b\n")
        #expect(try format("# a\r# b\u{a0}") == "# a\n# b\n")
        #expect(try format("\n \n\t") == "")
        #expect(try format("") == "")
    }

    @Test func `a file with errors is refused with all of them, and includes are not followed`() throws {
        #expect(try format("!include nosuch\n!include-dir nosuch\n!include-service a * nosuch\n!compat-4.0\n") != "")
        let refusal = #expect(throws: PolicyFormattingRefusal.self) { try format("x\n!include\ns * a b allow\ny\n") }
        #expect(refusal?.errors.map(\.problem.line) == [1, 2, 4])
        #expect(refusal?.errors.first?.problem.file == "a.policy")
    }
}
