import Commands
import Testing
import JSONText

struct StreamTests {
    @Test(arguments: [
        ("plain\t text\r\n", "plain\t text\r\n"), ("\u{1b}]0;title\u{7}", "_]0;title_"), ("a\u{8}b\u{7f}", "a_b_"),
        ("Grüße 🚢 — 漢字", "Grüße 🚢 — 漢字"), ("\u{9b}31m", "__31m"), ("a\u{202e}b", "a___b"),
        ("\u{200f}\u{2066}", "______"),
        ("\u{2028}x\u{0}", "___x_"),
    ])
    func `a terminal gets nothing that it would obey`(text: String, shown: String) {
        var filter = EscapeFilter()
        #expect(String(decoding: filter.filter(Array(text.utf8)) + filter.finish(), as: UTF8.self) == shown)
    }

    @Test(arguments: [
        [UInt8]([0xff, 0x41]), [0xc3], [0xe2, 0x82], [0xe2, 0x41], [0xc0, 0x80], [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x9a],
    ])
    func `bytes that are no text become underscores, one each`(bytes: [UInt8]) {
        var filter = EscapeFilter()
        let result = filter.filter(bytes) + filter.finish()
        #expect(result == bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "_") })
    }

    @Test func `it does not matter how the bytes arrive`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let pieces = ["a", "é", "🚢", "\u{1b}", "\u{9b}", "\u{202e}", "\n"]
            var bytes = Array((0..<20).compactMap { _ in pieces.randomElement(using: &generator) }.joined().utf8)
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255) }
            var whole = EscapeFilter()
            var split = EscapeFilter()
            let expected = whole.filter(bytes) + whole.finish()
            #expect(bytes.flatMap { split.filter([$0]) } + split.finish() == expected)
            #expect(expected.count == bytes.count)
            #expect(String(validating: expected, as: UTF8.self) != nil)
        }
    }

    @Test func `each line gets its prefix, and the last one its end`() {
        var prefixer = LinePrefixer(prefix: "> ")
        let bytes = prefixer.add(Array("a\nb".utf8)) + prefixer.add(Array("c\n\nd".utf8)) + prefixer.finish()
        #expect(String(decoding: bytes, as: UTF8.self) == "> a\n> bc\n> \n> d\n")
        #expect(prefixer.finish().isEmpty)
    }

    @Test func `JSON is sorted, and holds nothing that a terminal would obey`() {
        let value = JSONValue.object([
            "b": .array([.null, .bool(true), .number(.max)]), "a": .string("\"\\\n\t\u{1b}\u{9b}\u{202e}é"),
            "empty": .strings([]), "none": .optional(""), "object": .object([:]),
        ])
        #expect(
            value.document == """
                {
                  "a": "\\"\\\\\\n\\t\\u001b\\u009b\\u202eé",
                  "b": [
                    null,
                    true,
                    18446744073709551615
                  ],
                  "empty": [],
                  "none": null,
                  "object": {}
                }

                """)
    }

    @Test(arguments: [
        (UInt64(0), "1970-01-01 00:00:00 UTC"), (951_782_400_000, "2000-02-29 00:00:00 UTC"),
        (1_700_000_000_999, "2023-11-14 22:13:20 UTC"), (4_102_444_799_000, "2099-12-31 23:59:59 UTC"),
    ])
    func `times are in UTC`(milliseconds: UInt64, text: String) {
        #expect(TimeText.utc(milliseconds) == text)
    }

    @Test(arguments: [
        (UInt64(999), "999 ms"), (1_250, "1.2 s"), (61_000, "1 min 1 s"), (7_260_000, "2 h 1 min"),
        (90_000_000, "1 d 1 h"),
    ])
    func `durations have two units`(milliseconds: UInt64, text: String) {
        #expect(TimeText.duration(milliseconds: milliseconds) == text)
    }

    @Test func `colours are for terminals whose owner wants them`() {
        func mode(_ isTerminal: Bool, _ noColor: String?, _ terminal: String?, _ color: String? = nil) -> ColorMode {
            ColorMode.decide(isTerminal: isTerminal, noColor: noColor, terminal: terminal, colorTerminal: color)
        }
        #expect(mode(true, nil, "xterm") == .palette)
        #expect(mode(true, "", "xterm", "truecolor") == .full)
        #expect(mode(true, "0", "xterm") == .plain)
        #expect(mode(false, nil, "xterm") == .plain)
        #expect(mode(true, nil, "dumb") == .plain)
        #expect(mode(true, nil, nil) == .plain)
    }
}
