import Machines
import Testing

@Suite struct MachineNameTests {
    @Test(arguments: ["a", "sys-net", "work2", "a-", "a--b", "a234567890123456789012345678901"])
    func `a name of the grammar is accepted as it is`(text: String) throws {
        #expect(try MachineName(text).text == text)
        #expect(try Tag(text).text == text)
    }

    @Test(arguments: [
        (text: "", error: NameError.empty),
        (text: "a2345678901234567890123456789012", error: .tooLong(byteCount: 32)),
        (text: "Work", error: .badStart(found: "W", in: "Work")),
        (text: "-a", error: .badStart(found: "-", in: "-a")),
        (text: "1a", error: .badStart(found: "1", in: "1a")),
        (text: "a_b", error: .badCharacter(found: "_", position: 2, in: "a_b")),
        (text: "aB", error: .badCharacter(found: "B", position: 2, in: "aB")),
        (text: "a/../b", error: .badCharacter(found: "/", position: 2, in: "a/../b")),
        (text: "ab\n", error: .badCharacter(found: "\n", position: 3, in: "ab\n")),
        (text: "ab\0", error: .badCharacter(found: "\0", position: 3, in: "ab\0")),
        (text: "a\u{308}", error: .badCharacter(found: "\u{308}", position: 2, in: "a\u{308}")),
        (text: "\u{430}bc", error: .badStart(found: "\u{430}", in: "\u{430}bc")),
    ])
    func `a name outside the grammar is refused, and the error says where`(text: String, error: NameError) {
        #expect(throws: error) { try MachineName(text) }
        #expect(throws: error) { try Tag(text) }
    }

    @Test func `an error shows the name escaped`() {
        let error = NameError.badCharacter(found: "\u{1b}", position: 2, in: "a\u{1b}[31m")
        let expected = #"the name 'a\u{1b}[31m' has '\u{1b}' at position 2; only a-z, 0-9 and '-' are allowed"#
        #expect(error.description == expected)
    }

    @Test func `names sort by their text`() throws {
        let names = try ["sys-net", "banking", "sys-firewall"].map { try MachineName($0) }
        #expect(names.sorted().map(\.text) == ["banking", "sys-firewall", "sys-net"])
    }
}
