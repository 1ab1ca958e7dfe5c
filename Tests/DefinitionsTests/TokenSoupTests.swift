import TOMLKit
import Testing

@testable import Definitions

/// Throws words of TOML together at random: nothing crashes, and what TOMLKit accepts is found by the scanner.
@Suite struct TokenSoupTests {
    private static let words = [
        "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "=", " = ", ".", ",", "#", "\n", "\n", "\r\n", "\r",
        "\t", " ", "\\", "\\\"", "\\u0041", "\\u12", "\u{feff}", "\u{a0}", "\u{e9}", "\u{2028}", "\u{b}", "\u{7f}", "a",
        "b",
        "c.d", "\"k\"", "'l'", "1", "true", "\"s\"", "[1, 2]", "{ x = 1 }", "[t]\n", "[[u]]\n", "a = 1\n",
        "b.c = \"x\"\n",
        "-", "+", "_", "0x1", "1e3", "inf", "1979-05-27", "07:32", "T", "Z",
    ]

    /// Whole lines, most of which go together, so that enough texts are accepted.
    private static let lines = [
        "a = 1\n", "b.c = \"x\" # y\n", "d = { e = [1, 'x'], f.g = {} }\r\n", "[t]\n", "[t.u]\n", "[[v]]\n", "[v.w]\n",
        "[ \"x y\" . z ] # [q]\n", "h = '''\n[i]\n'''\n", "j = [ # ]\n  [1,\n 2], {k = 1},\n]\n", "\n", "# l = 1\n",
        "m = \"\"\"a\\\n  \"b\"\"\"\"\n",
    ]

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func `any mixture of words is read or refused, and every key that is read has its place`(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var accepted = 0
        for _ in 0..<2000 {
            let count = Int.random(in: 1...8, using: &generator)
            let text = (0..<count).map { _ in
                let isLine = Int.random(in: 0..<4, using: &generator) > 0
                return (isLine ? Self.lines : Self.words).randomElement(using: &generator) ?? ""
            }.joined()
            let file = ParsedFile(SourceFile("soup.toml", text))
            guard let table = file.table else {
                #expect(!file.problems.isEmpty)
                continue
            }
            accepted += 1
            checkKeys(of: table, path: [], in: file.positions, text: text)
        }
        #expect(accepted > 50)
    }

    private func checkKeys(of table: TOMLTable, path: [String], in positions: TOMLPositions, text: String) {
        for key in table.keys {
            #expect(positions.entries[path + [key]] != nil, "\(path + [key]) in \(text.debugDescription)")
            if let below = table[key]?.table {
                checkKeys(of: below, path: path + [key], in: positions, text: text)
            }
        }
    }
}
