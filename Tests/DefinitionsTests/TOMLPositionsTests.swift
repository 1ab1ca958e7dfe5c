import Machines
import Testing
import TOMLKit

@testable import Definitions

@Suite struct TOMLPositionsTests {
    /// Where keys and values stand, as `path line:column line:column`, in the order of the text.
    private func positions(_ text: String) throws -> [String] {
        // Only text that is TOML has positions that mean something.
        _ = try TOMLTable(string: text)
        return TOMLPositions(text).entries.sorted { ($0.value.key, $0.key.count) < ($1.value.key, $1.key.count) }
            .map { path, entry in
                "\(path.joined(separator: "/")) \(entry.key.line):\(entry.key.column) "
                    + "\(entry.value.line):\(entry.value.column)"
            }
    }

    @Test(arguments: [
        (text: "", found: []),
        (text: "# a = 1\n\n", found: []),
        (text: "a = 1", found: ["a 1:1 1:5"]),
        (text: "\u{feff}a = 1", found: ["a 1:1 1:5"]),
        (text: "  a=1 # b = 2\r\n\tc\t=\ttrue\r\n", found: ["a 1:3 1:5", "c 2:2 2:6"]),
        (text: "a.b . c = 1", found: ["a 1:1 1:1", "a/b 1:3 1:3", "a/b/c 1:7 1:11"]),
        (text: "\"a.b\".'c d' = 1", found: ["a.b 1:1 1:1", "a.b/c d 1:7 1:15"]),
        (text: #""a\u0062\"c" = 1"#, found: [#"ab"c 1:1 1:16"#]),
        (text: "\"\" = 1", found: [" 1:1 1:6"]),
        (
            text: "[t]\nk = 1\n [ u . v ] # x\nk = 2",
            found: [
                "t 1:2 1:2", "t/k 2:1 2:5", "u 3:4 3:4", "u/v 3:8 3:8", "u/v/k 4:1 4:5",
            ]
        ),
        (text: "[a.b]\nk = 1\n[a]\nk = 2", found: ["a 1:2 1:2", "a/b 1:4 1:4", "a/b/k 2:1 2:5", "a/k 4:1 4:5"]),
        (
            text: "a = [1, \"]\", # ]\n 'x',\n]\nb = 1",
            found: [
                "a 1:1 1:5", "a/0 1:6 1:6", "a/1 1:9 1:9", "a/2 2:2 2:2", "b 4:1 4:5",
            ]
        ),
        (
            text: "a = [[1], [2, 3]]\nb = []",
            found: [
                "a 1:1 1:5", "a/0 1:6 1:6", "a/0/0 1:7 1:7", "a/1 1:11 1:11", "a/1/0 1:12 1:12", "a/1/1 1:15 1:15",
                "b 2:1 2:5",
            ]
        ),
        (
            text: "a = { b = 1, c.d = \"}\", e = {} }\nf = 1",
            found: [
                "a 1:1 1:5", "a/b 1:7 1:11", "a/c 1:14 1:14", "a/c/d 1:16 1:20", "a/e 1:25 1:29", "f 2:1 2:5",
            ]
        ),
        (
            text: "[[t]]\nk = 1\n[[t]]\nk = 2\n[t.u]\nv = 3",
            found: [
                "t 1:3 1:3", "t/0 1:3 1:3", "t/0/k 2:1 2:5", "t/1 3:3 3:3", "t/1/k 4:1 4:5", "t/1/u 5:4 5:4",
                "t/1/u/v 6:1 6:5",
            ]
        ),
        (text: "a = \"\"\"\nb = 1\n\"quoted\" \\\"\"\"\n\"\"\"\nc = 1", found: ["a 1:1 1:5", "c 5:1 5:5"]),
        (text: "a = '''\nb = 1\n\\'''\nc = 1", found: ["a 1:1 1:5", "c 4:1 4:5"]),
        (text: "a = \"\"\"x\"\"\"\"\"\nc = ''", found: ["a 1:1 1:5", "c 2:1 2:5"]),
        (text: "a = 1979-05-27 07:32:00Z # x\nb = -1.5e+3", found: ["a 1:1 1:5", "b 2:1 2:5"]),
        (text: "a = \"\u{e9}\u{1f600}\" # \u{e9}\nb = 'x'", found: ["a 1:1 1:5", "b 2:1 2:5"]),
        (text: "a = ['\u{1f600}', 1]", found: ["a 1:1 1:5", "a/0 1:6 1:6", "a/1 1:11 1:11"]),
    ])
    func `keys and values are found where they stand`(text: String, found: [String]) throws {
        #expect(try positions(text) == found)
    }

    @Test(arguments: [
        (text: #"a = "x\u0000""#, found: ["1:7"]),
        (text: #"a = "x\U00000000\\u0000""#, found: ["1:7"]),
        (text: #"a = 'x\u0000'"#, found: []),
        (text: #"a = "\\u0000""#, found: []),
        (text: "a = \"\"\"\n\\u0000\"\"\"", found: ["2:1"]),
        (text: #""\u0000" = ["\u0000"]"#, found: ["1:2", "1:14"]),
    ])
    func `escaped nulls are found, which TOMLKit would cut a string at`(text: String, found: [String]) throws {
        _ = try TOMLTable(string: text)
        #expect(TOMLPositions(text).nullCharacters.map { "\($0.line):\($0.column)" } == found)
    }

    @Test func `what TOMLKit finds wrong is found before positions matter`() {
        // These are the things that the scanner relies on TOMLKit for.
        for text in ["a = 1\na = 2", "[a]\n[a]", "a = 1\n[a]", "a = {b = 1, b = 2}", "a.b = 1\na = 2", "a = 1 b = 2"] {
            #expect(throws: TOMLParseError.self) { try TOMLTable(string: text) }
        }
    }

    @Test(arguments: [
        "[", "[[", "[[a", "a = [", "a = [}", "a = [1 2", "a = {", "a = {]", "a = {b", "= 1", ".", "a.", "a..b = 1",
        "\"",
        "'''", "a = \"\\", "a = \"\\u12", "]", "a = \"x\n", "\\", "\u{0}", "a =",
    ])
    func `text that is not TOML does no harm`(text: String) {
        _ = TOMLPositions(text)
    }

    @Test func `deep and long texts cost little`() {
        let deep = "a = " + String(repeating: "[", count: 100_000)
        #expect(TOMLPositions(deep).entries.count <= 8)
        let dotted = Array(repeating: "a", count: 100_000).joined(separator: ".") + " = 1"
        #expect(TOMLPositions(dotted).entries.count <= 8)
    }

    @Test(arguments: ["[=", "[ [a]]", "[[.a]]", "[\n]", "[\u{e9}]", "[]", "[", "a = 1\n[ #"])
    func `a header without a name is a hazard, which TOMLKit's parser would stop the process at`(text: String) {
        #expect(TOMLPositions(text).hazards.map(\.kind) == [.headerWithoutKey])
        #expect(ParsedFile(SourceFile("x.toml", text)).problems.count == 1)
    }

    @Test(arguments: ["a = [}", "a = [1, }]", "a = [\u{2028}]", "a = [\u{85}]", "a = { b = [=] }", "a = [\u{e9}]"])
    func `an element that is no value is a hazard of the same kind`(text: String) {
        #expect(TOMLPositions(text).hazards.first?.kind == .badElement)
        #expect(ParsedFile(SourceFile("x.toml", text)).problems.count == 1)
    }

    @Test func `an unknown path stands for the beginning of the text`() {
        #expect(TOMLPositions("a = 1").key(["b"]) == .start)
        #expect(TOMLPositions("a = 1").value(["a", "b"]) == .start)
    }
}
