import Machines
import Policy
import Testing

/// Lines and words, as Python reads them and as strict mode does.
@Suite struct PolicyLexingTests {
    /// Everything that separates words in Python.
    private static let separators: [ClosedRange<UInt32>] = [
        0x9...0x9, 0xb...0xc, 0x1c...0x20, 0x85...0x85, 0xa0...0xa0, 0x1680...0x1680, 0x2000...0x200a,
        0x2028...0x2029, 0x202f...0x202f, 0x205f...0x205f, 0x3000...0x3000,
    ]

    @Test func `in compat mode words end where they end in Python, and nowhere else`() {
        var text = ""
        var expected = 0
        for value in Array(UInt32(1)...0x3100) + [0xfeff, 0xfffe, 0xe000, 0x1f600, 0xe0020, 0x10ffff] {
            guard let scalar = Unicode.Scalar(value), value != 0xa, value != 0xd else { continue }
            let isSeparator = Self.separators.contains { $0.contains(value) }
            // Six words when it separates, else five: the user's name is one word.
            text.unicodeScalars.append(contentsOf: "s * a b allow user=x\(scalar)autostart=no\n".unicodeScalars)
            expected += isSeparator ? 1 : 0
        }
        let reading = read(bytes: Array(text.utf8))
        #expect(reading.shown == [])
        let count = reading.rules.map { rules in rules.rules.count { rules.parameters(of: $0).autostart == false } }
        #expect(count == expected)
        #expect(expected == 28 - 1)
    }

    @Test func `strict mode separates words by spaces and tabs only, and takes printable ASCII only`() {
        for value in Array(UInt32(0)...0x3100) + [0xfeff, 0xe000, 0x1f600, 0x10ffff] {
            guard let scalar = Unicode.Scalar(value), value != 0xa, value != 0xd else { continue }
            let reading = readLine("s * a b allow user=x\(scalar)y=z", mode: .strict)
            if (0x21...0x7e).contains(value) {
                #expect(reading.rules?.rules.count == 1, "\(value)")
            } else if value == 0x20 || value == 0x9 {
                #expect(reading.shown.first?.contains("the parameter y= is not known") == true)
            } else {
                #expect(reading.kinds == [.syntax], "\(value)")
                #expect(reading.errors.first?.problem.column == 21, "\(value)")
            }
        }
    }

    @Test(arguments: [
        ("s * a\u{a0}b deny", "a.policy:1:6: the white space U+00A0 outside a comment"),
        ("\u{feff}# x", "a.policy:1:1: the byte order mark U+FEFF outside a comment"),
        ("# x\ns * a b\u{1b} deny", "a.policy:2:8: the control character U+001B outside a comment"),
        ("s * a b\u{430} deny", "a.policy:1:8: the character U+0430 outside a comment"),
        ("s * a b deny\r# x", "a.policy:1:13: a carriage return without a line feed"),
        ("# x\rs * a b allow", "a.policy:1:4: a carriage return without a line feed"),
    ])
    func `strict mode names the character that it does not read`(text: String, message: String) {
        let reading = readLine(text, mode: .strict)
        #expect(reading.shown.first?.hasPrefix("policy.d/\(message)") == true, "\(reading.shown)")
        #expect(readLine(text, mode: .compat).errors.isEmpty == !text.hasPrefix("\u{feff}"))
    }

    @Test func `strict mode lets comments hold any text`() {
        #expect(readLine("# \u{e9}\u{a0}\u{1b}\u{202e}\n  #\u{0}\ns * a b deny", mode: .strict).lines?.count == 1)
    }

    @Test func `lines end in LF, CR LF or a lone CR, and the last needs no end`() {
        let reading = readLine("a * a b deny\r\nb * a b deny\r\rc * a b deny\n\r\n\nd * a b deny")
        #expect(reading.lines == ["a * a b deny", "b * a b deny", "c * a b deny", "d * a b deny"])
        #expect(reading.rules?.rules.map(\.line) == [1, 2, 4, 7])
    }

    @Test func `other ends of lines of Unicode end no line`() {
        #expect(readLine("a * a b deny\u{85}notify=no").lines == ["a * a b deny notify=no"])
        #expect(readLine("# x\u{2028}a * a b deny").lines == [])
    }

    @Test(arguments: PolicyMode.allCases)
    func `bytes that are no UTF-8 are an error of their own kind, in comments too`(mode: PolicyMode) {
        for bytes: [UInt8] in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]] {
            let reading = read(bytes: Array("# x\n# \u{e9}".utf8) + bytes + [0x0a], mode: mode)
            #expect(reading.kinds == [.notText])
            #expect(reading.errors.first?.problem.line == 2)
            #expect(reading.errors.first?.problem.column == 4)
        }
    }

    @Test func `only a line that begins with a number sign is a comment`() {
        #expect(readLine(" \t\u{a0}# a * a b deny").lines == [])
        #expect(
            readLine("a * a b deny # never").shown == [
                "policy.d/a.policy:1:14: a comment after a rule; expected comments on lines of their own"
            ])
    }

    @Test func `a column counts characters, not bytes`() {
        #expect(readLine("a * \u{e9}\u{e9} @x allow").errors.first?.problem.column == 8)
    }
}
