import Assertions
import Machines
import Policy
import Testing

@Suite struct AssertionReaderTests {
    /// One statement of each form, as it is best written.
    static let forms = [
        "never flow @tag:secret ->* INTERNET via allow",
        "never flow vault -> * service qubes.VMShell",
        "never flow work ->* home except via sys-gpg, @tag:trusted because \"it is \\\"so\\\"\"",
        "only flow work, @type:TemplateVM - debian ->* vault severity warning",
        "always flow sys-net -> device:mic",
        "never tags ai-dump & ai-managed & c",
        "never service qubes.Gpg2+sign @anyvm - work - @tag:x -> vault via allow",
        "never service * uuid:1234 -> @dispvm:@tag:red",
        "always service qubes.GetDate @anyvm -> @default",
        "only service bulkhead.UpdatesProxy @type:TemplateVM -> sys-update; sys-update -> @adminvm",
        "wall clients { clientA clientB @tag:c } via allow",
        "label level public < internal < secret",
        "label integrity low < high",
        "label compartments {clientA, clientB}",
        "label vm vault secret {clientA} / high",
        "label tag untrusted public / low",
        "label net INTERNET - / low",
        "label check integrity via allow",
        "trust @adminvm, sys-firewall",
        "declassify qubes.PdfConvert by disp-trusted reason \"only pixels come back\"",
        "endorse qubes.PdfConvert by disp-trusted reason \"only pixels come back\"",
        "world tests/home.json",
        "world \"my home.json\"",
        "expect allow qubes.GetDate+ work -> @default target=dom0 rule=90-default.policy:35",
        "expect allow a.B+x work -> @default target=@dispvm:web user=\"a b\" notify=no autostart=yes",
        "expect ask qubes.Filecopy+ work -> vault targets={personal, vault} default=none",
        "expect deny qubes.VMShell+ untrusted -> work rule=none kind=policy",
        "expect-all qubes.Gpg2 : only work, mail -> sys-gpg",
        "expect-all qubes.Gpg2+x : only none via allow",
        "accept diff since rev 3f2c: newly-allowed qubes.Filecopy work -> personal reason \"asked for\"",
        "accept diff changed-parameters * @anyvm -> @dispvm reason \"asked for\"",
    ]

    /// The first statement of a text, which may need declarations that are missing.
    private func statement(_ text: String) throws -> Statement {
        let declarations = "label level public < internal < secret\nlabel integrity low < high\n"
        let compartments = "label compartments {clientA clientB}\n"
        let assertions =
            text.hasPrefix("label vm") || text.hasPrefix("label tag") || text.hasPrefix("label net")
            ? try Sample.assertions(declarations + compartments + text) : try Sample.assertions(text)
        let all =
            assertions.checks.filter { !($0.text.hasPrefix("label check") && !text.hasPrefix("label check")) }
            + assertions.labels + assertions.trusts + assertions.exemptions + assertions.acceptedChanges
        return try #require(all.first)
    }

    @Test(arguments: forms)
    func theCanonicalFormReadsAsItself(form: String) throws {
        if form.hasPrefix("label level") || form.hasPrefix("label integrity") || form.hasPrefix("label compartments")
            || form.hasPrefix("world")
        {
            #expect(Sample.problems(form).isEmpty)
            return
        }
        let statement = try statement(form)
        #expect(statement.canonicalText == form)
        #expect(statement.text == form)
        #expect(try self.statement(statement.canonicalText).body == statement.body)
    }

    @Test func declarationsAreCollectedFromAllFiles() throws {
        let reading = AssertionReader().read([
            AssertionText(path: "a.assert", bytes: Array("label vm vault secret {x}".utf8)),
            AssertionText(
                path: "b.assert", bytes: Array("label level public < secret\r\nlabel compartments { x, y }\n".utf8)),
            AssertionText(path: "c.vectors", bytes: Array("world w.json # c\nexpect deny a.B work -> vault".utf8)),
        ])
        let assertions = try #require(reading.assertions, "\(reading.problems)")
        #expect(assertions.levels == ["public", "secret"])
        #expect(assertions.compartments == ["x", "y"])
        #expect(assertions.worlds.map(\.name) == ["w.json"])
        #expect(assertions.checks.map(\.text) == ["expect deny a.B work -> vault", "label check confidentiality"])
        #expect(assertions.checks[0].world == "w.json")
    }

    @Test func whitespaceCommentsAndSpellingMakeNoDifference() throws {
        let text = "  \tnever\tflow dom0->*vault,work  - mail via ask   # because\n\n#x\n"
        let assertions = try Sample.assertions(text)
        #expect(assertions.checks.map(\.canonicalText) == ["never flow @adminvm ->* vault, work - mail"])
        #expect(assertions.checks.map(\.place.position) == [SourcePosition(line: 1, column: 4)])
    }

    static let mistakes: [(String, Int, String, String?)] = [
        ("nevr flow a ->* b", 1, "unknown statement 'nevr'", "never"),
        ("never flw a ->* b", 7, "unknown kind of assertion 'flw'", "flow"),
        ("only tags a & b", 6, "unknown kind of assertion 'tags'", nil),
        ("never flow a b", 14, "'b'", nil),
        ("never flow a ->*", 17, "the line ends", nil),
        ("never flow a ->* b via alow", 24, "unknown way to count flows 'alow'", "allow"),
        ("never flow a -> b except via c", 19, "'except' of a direct flow", nil),
        ("never flow a ->* b servce x", 20, "'servce' where nothing is left to say", "service"),
        ("never flow a ->* b service", 27, "the line ends", nil),
        ("never flow @tg:a ->* b", 12, "unknown word '@tg:a'", "@tag:"),
        ("never flow $anyvm ->* b", 12, "unknown word '$anyvm'", "@anyvm"),
        ("never flow a/b ->* b", 13, "'/' in the name 'a/b'", nil),
        ("never flow @default ->* b", 12, "'@default' cannot stand here", nil),
        ("never flow a ->* b -c", 20, "'-c' where nothing is left to say", nil),
        ("never tags a", 13, "the line ends", nil),
        ("never tags a & a", 16, "the tag 'a' a second time", nil),
        ("never service a.B INTERNET -> b", 19, "'INTERNET' cannot stand here", nil),
        ("never service +x a -> b", 15, "no service before the '+'", nil),
        ("never service a.B+? a -> b", 19, "'?' in a service", nil),
        ("wall w { a }", 13, "the line ends", nil),
        ("wall w a b", 8, "'a'", nil),
        ("label vm vault secret", 1, "unknown level 'secret'", nil),
        ("label level a < b\nlabel level c", 1, "the levels a second time", nil),
        ("label level a < a", 17, "the level 'a' a second time", nil),
        ("label net wlan0 - / low", 11, "unknown network 'wlan0'", nil),
        ("label check integrty", 13, "unknown side of labels 'integrty'", "integrity"),
        ("declassify a.B by c", 20, "the line ends", nil),
        ("declassify a.B by c reason \"\"", 28, "an empty text", nil),
        ("declassify a.B+x by c reason \"d\"", 12, "the argument '+x'", nil),
        ("trust", 6, "the line ends", nil),
        ("world", 6, "the line ends", nil),
        ("expect alow a.B c -> d", 8, "unknown answer 'alow'", "allow"),
        ("expect allow * c -> d", 14, "'*' is no single service", nil),
        ("expect allow a.B @dispvm -> d", 18, "'@dispvm' cannot stand here", nil),
        ("expect deny a.B c -> d target=x", 24, "'target=' of a call that is expected to be answered with deny", nil),
        ("expect deny a.B c -> d kind=polcy", 29, "unknown kind of denial 'polcy'", "policy"),
        ("expect deny a.B c -> d knd=policy", 24, "unknown key 'knd'", "kind"),
        ("expect allow a.B c -> d notify=maybe", 32, "'maybe'", nil),
        ("expect allow a.B c -> d rule=x", 30, "'x'", nil),
        ("expect allow a.B c -> d user=", 30, "nothing behind 'user='", nil),
        ("expect allow a.B c -> d user=x user=y", 32, "a second 'user='", nil),
        ("expect ask a.B c -> d targets={a", 33, "the line ends", nil),
        ("expect-all a.B only c -> d", 16, "'only'", nil),
        ("accept diff newly-allwed a.B c -> d reason \"x\"", 13, "unknown change 'newly-allwed'", "newly-allowed"),
        ("never flow a ->* b because x", 28, "'x'", nil),
        ("never flow a ->* b because \"x", 28, "a text that does not end", nil),
        ("never flow a ->* b because \"\\n\"", 29, "a backslash before neither a quotation mark nor a backslash", nil),
        ("never flow a ->* b severity eror", 29, "unknown severity 'eror'", "error"),
        ("never flow ä ->* b", 12, "the character ", nil),
        ("never flow a\u{a0}->* b", 13, "the character ", nil),
    ]

    @Test(arguments: mistakes)
    func mistakesAreToldWithTheirPlace(text: String, column: Int, message: String, suggestion: String?) throws {
        let problems = Sample.problems(text)
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        #expect(problem.file == "home.assert")
        #expect(problem.position == SourcePosition(line: text.contains("\n") ? 2 : 1, column: column))
        #expect(problem.message.hasPrefix(message), "\(problem)")
        #expect(problem.expected != nil)
        #expect(problem.suggestion == suggestion)
    }

    @Test func everyLineWithAMistakeIsTold() {
        #expect(Sample.problems("nevr\nnever tags a & b\nx y z\n").map(\.line) == [1, 3])
    }

    @Test func aFileOfVectorsHoldsNothingElse() {
        for form in ["never tags a & b", "trust a", "only service a.B c -> d", "label level a"] {
            let problems = Sample.problems(form, file: "home.vectors")
            #expect(problems.count == 1)
            #expect(problems.first?.expected == "expect, expect-all or world")
        }
        #expect(Sample.problems("expect deny a.B c -> d\nexpect-all a.B : only none", file: "x.vectors").isEmpty)
    }

    @Test func sizesAreBounded() {
        var limits = AssertionLimits()
        limits.lineBytes = 40
        limits.statements = 2
        limits.files = 2
        limits.fileBytes = 100
        limits.listed = 3
        limits.problems = 1
        let reader = AssertionReader(limits: limits)
        func first(_ texts: String...) -> String? {
            let reading = reader.read(texts.map { AssertionText(path: "a.assert", bytes: Array($0.utf8)) })
            return reading.assertions == nil ? reading.problems.first?.message : nil
        }
        #expect(first("trust " + String(repeating: "a", count: 40)) == "a line of 46 bytes")
        #expect(first("trust a\ntrust b\ntrust c") == "more statements than 2")
        #expect(first("", "", "") == "more files than 2")
        #expect(first(String(repeating: "\n", count: 101)) == "a file of 101 bytes")
        #expect(first("trust a, b, c, d")?.hasPrefix("more than 3 names") == true)
        #expect(first("trust a\ntrust b") == nil)
        let many = reader.read([AssertionText(path: "a.assert", bytes: Array("x\ny\nz\n".utf8))])
        #expect(many.problems.count == 1)
        #expect(many.untoldProblemCount == 2)
    }

    @Test func bytesThatAreNoTextAreToldWhereTheyAre() {
        let reading = AssertionReader().read([
            AssertionText(path: "a.assert", bytes: Array("trust a # é".utf8) + [0xFF])
        ])
        #expect(reading.problems.map(\.column) == [12])
    }

    /// Damaged statements are refused or read, and what is read can be printed and read again.
    @Test func damagedStatementsNeverEndTheReader() {
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var read = 0
        for _ in 0..<4_000 {
            var bytes = Array(Self.forms[random(Self.forms.count)].utf8)
            for _ in 0...random(3) {
                switch random(4) {
                case 0: bytes.remove(at: random(bytes.count))
                case 1: bytes.insert(UInt8(random(256)), at: random(bytes.count))
                case 2: bytes[random(bytes.count)] = Array("->*{},;&<\"\\ #@:+=/-a".utf8)[random(20)]
                default: bytes = Array(bytes.prefix(1 + random(bytes.count)))
                }
                if bytes.isEmpty { bytes = [32] }
            }
            guard let assertions = AssertionReader().read([AssertionText(path: "a.assert", bytes: bytes)]).assertions
            else { continue }
            for statement in assertions.checks + assertions.trusts + assertions.exemptions {
                read += 1
                let again = Sample.problems(statement.canonicalText)
                #expect(again.isEmpty, "\(statement.canonicalText): \(again)")
            }
        }
        #expect(read > 200)
    }
}
