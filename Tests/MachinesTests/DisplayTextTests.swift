import Machines
import Testing

@Suite struct DisplayTextTests {
    @Test(arguments: [
        (text: "", shown: ""),
        (text: "plain text ~", shown: "plain text ~"),
        (text: "a\nb\r\tc", shown: #"a\nb\r\tc"#),
        (text: #"C:\dir"#, shown: #"C:\\dir"#),
        (text: "\u{1b}[31mred", shown: #"\u{1b}[31mred"#),
        (text: "\u{9b}31m", shown: #"\u{9b}31m"#),
        (text: "gpj.\u{202e}exe", shown: #"gpj.\u{202e}exe"#),
        (text: "\u{7f}\0", shown: #"\u{7f}\u{0}"#),
        (text: "\u{e9}", shown: #"\u{e9}"#),
    ])
    func `only printable ASCII comes out`(text: String, shown: String) {
        #expect(text.sanitizedForDisplay(limit: 100) == shown)
        #expect(Untrusted(text).sanitizedForDisplay(limit: 100) == shown)
        #expect(Untrusted(Array(text.utf8)).sanitizedForDisplay(limit: 100) == shown)
    }

    @Test(arguments: [
        (text: "abcdefgh", limit: 8, shown: "abcdefgh"),
        (text: "abcdefgh", limit: 7, shown: "abcd..."),
        (text: "abcdefgh", limit: 3, shown: "..."),
        (text: "abcdefgh", limit: 2, shown: ".."),
        (text: "abcdefgh", limit: 0, shown: ""),
        (text: "abcdefgh", limit: -1, shown: ""),
        (text: "ab\u{1b}cdefgh", limit: 10, shown: "ab..."),
        (text: "ab\u{1b}cdefgh", limit: 11, shown: #"ab\u{1b}..."#),
    ])
    func `a long text is cut between escapes and ends in dots`(text: String, limit: Int, shown: String) {
        #expect(text.sanitizedForDisplay(limit: limit) == shown)
    }

    @Test func `bytes that are not UTF-8 are shown as replacement characters`() {
        #expect(Untrusted<[UInt8]>([0x61, 0xff, 0x62]).sanitizedForDisplay(limit: 20) == #"a\u{fffd}b"#)
    }

    @Test func `a megabyte is cut without being walked to its end`() {
        let bytes = [UInt8](repeating: 0x1b, count: 1 << 20)
        #expect(Untrusted(bytes).sanitizedForDisplay(limit: 10) == #"\u{1b}..."#)
    }

    @Test func `an untrusted value does not show itself`() {
        #expect("\(Untrusted("\u{1b}]0;owned"))" == "<untrusted>")
        #expect(String(reflecting: Untrusted("secret")) == "<untrusted>")
    }

    @Test func `a check turns an untrusted value into a trusted one`() throws {
        let check = { (text: String) throws(NameError) -> MachineName in try MachineName(text) }
        #expect(try Untrusted("vault").check(check).text == "vault")
        #expect(throws: NameError.empty) { try Untrusted("").check(check) }
    }
}
