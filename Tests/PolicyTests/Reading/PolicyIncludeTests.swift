import Machines
import Policy
import Testing

/// The lines that begin with an exclamation mark.
@Suite struct PolicyIncludeTests {
    private let rule = "x * a b deny\n"

    @Test func `an include is relative to the policy directory of the file at the top, not to the including file`() {
        let reading = read([
            "a.policy": "!include include/one\n", "policy.d/include/one": "!include include/two\n",
            "policy.d/include/two": rule, "policy.d/include/include/two": "wrong",
        ])
        #expect(reading.lines == ["x * a b deny"])
        #expect(reading.places == ["policy.d/include/two:1"])
    }

    @Test func `an include in a runtime file is relative to the runtime directory`() {
        let reading = read(["run/a.policy": "!include i\n", "run/i": rule, "policy.d/i": "wrong"])
        #expect(reading.places == ["run/i:1"])
    }

    @Test(arguments: ["../run/i", "/abs/./i", "nosuch/../../run/i", "./../run//i"])
    func `paths may be absolute and may go up`(path: String) {
        let reading = read(["a.policy": "!include \(path)\n", "run/i": rule, "/abs/i": rule])
        #expect(reading.lines == ["x * a b deny"])
        #expect(reading.places == [path.hasPrefix("/") ? "/abs/i:1" : "run/i:1"])
    }

    @Test func `a file may be included twice, and its rules are there twice`() {
        #expect(read(["a.policy": "!include i\n!include i\n", "policy.d/i": rule]).lines?.count == 2)
    }

    @Test func `an included directory is read like a policy directory`() {
        let files: KeyValuePairs = [
            "a.policy": "!include-dir d\n", "policy.d/d/2.policy": "two * a b deny", "policy.d/d/1.policy": rule,
            "policy.d/d/README": "wrong", "policy.d/d/.3.policy": "wrong", "policy.d/d/e/4.policy": "wrong",
        ]
        #expect(read(files).lines == ["x * a b deny", "two * a b deny"])
        let bad = read(["a.policy": "!include-dir d\n", "policy.d/d/A.policy": rule])
        #expect(bad.kinds == [.fileName])
        #expect(bad.errors.first?.problem.file == "policy.d/d/A.policy")
    }

    @Test(arguments: [
        ("!include nosuch", "1:10: there is no file 'nosuch'"),
        ("!include d", "1:10: there is no file 'd'"),
        ("!include a\u{0}b", #"1:10: there is no file 'a\u{0}b'"#),
        ("!include-dir nosuch", "1:14: there is no directory 'nosuch'"),
        ("!include-dir i", "1:14: there is no directory 'i'"),
        ("!include", "1:1: !include has 0 parameters; expected !include PATH"),
        ("!include i i", "1:1: !include has 2 parameters; expected !include PATH"),
        ("!include-service s * i x", "1:1: !include-service has 4 parameters"),
        ("!compat-4.0 x", "1:1: !compat-4.0 has 1 parameter; expected !compat-4.0 alone"),
        ("!includ i", "1:1: '!includ' is no directive"),
        ("! include i", "1:1: '!' is no directive"),
        ("!Include i", "1:1: '!Include' is no directive"),
        ("!include-service * +x i", "1:20: the service * with the argument '+x'"),
        ("!include-service s+ * i", "1:19: the service 's+' has '+'"),
    ])
    func `a directive that cannot be done is an error`(line: String, message: String) {
        let reading = read(["a.policy": "\(line)\n", "policy.d/i": "a b deny\n", "policy.d/d/x": rule])
        #expect(reading.shown.first?.hasPrefix("policy.d/a.policy:\(message)") == true, "\(reading.shown)")
        #expect(reading.kinds.first == .syntax)
    }

    @Test func `a file in the old format gets its service and argument from the including line`() {
        let old = "$anyvm work allow,user=root\n@tag:x\t$dispvm ask\n\n# c, $x\nwork dom0 deny , notify=no\n"
        let reading = read(["a.policy": "!include-service s.T +x old\n", "policy.d/old": old])
        #expect(
            reading.lines == [
                "s.T +x @anyvm work allow user=root", "s.T +x @tag:x @dispvm ask", "s.T +x work dom0 deny notify=no",
            ])
        #expect(reading.rules?.rules.map(\.line) == [1, 2, 5])
    }

    @Test func `the old format has includes of its own format, and no other directive`() {
        let reading = read([
            "a.policy": "!include-service s * old\n", "policy.d/old": "$include:older\n!include older\n",
            "policy.d/older": "a b deny\n",
        ])
        #expect(reading.lines == ["s * a b deny", "s * a b deny"])
        for line in ["!include-dir d", "!include-service s * older", "!compat-4.0", "!x", ",!include older"] {
            let wrong = read([
                "a.policy": "!include-service s * old\n", "policy.d/old": "\(line)\n", "policy.d/older": "a b deny\n",
            ])
            #expect(wrong.kinds == [.syntax], "\(line)")
            #expect(wrong.errors.first?.problem.file == "policy.d/old")
        }
    }

    @Test func `in the old format a number sign after a comma is a name, as in Qubes`() {
        let reading = read(["a.policy": "!include-service s * old\n", "policy.d/old": ",# work allow\n"])
        #expect(reading.lines == ["s * # work allow"])
    }

    @Test func `the old directory is read by service and argument, and ends in denials after an argument`() {
        let reading = read([
            "a.policy": "!compat-4.0\n",
            "legacy/s": "any $anyvm ask\n", "legacy/s+b": "b $anyvm allow\n", "legacy/s+a": "$include:i/x\n",
            "legacy/i/x": "a dom0 allow\n", "legacy/R": "r r deny\n",
            "legacy/x.rpmsave": "wrong", "legacy/x.rpmnew": "wrong", "legacy/x.swp": "wrong", "legacy/.x": "wrong",
            "legacy/x~": "wrong", "legacy/x y": "wrong",
        ])
        #expect(
            reading.lines == [
                "R * r r deny", "s +a a dom0 allow", "s +a @anyvm @anyvm deny", "s +a @anyvm @adminvm deny",
                "s +b b @anyvm allow", "s +b @anyvm @anyvm deny", "s +b @anyvm @adminvm deny", "s * any @anyvm ask",
            ])
        #expect(reading.places[1...3] == ["legacy/i/x:1", "legacy/s+a:implicit", "legacy/s+a:implicit"])
        #expect(reading.warnings.count == 1)
    }

    @Test func `an old file for no service is read for its errors, and matches nothing`() {
        #expect(read(["a.policy": "!compat-4.0\n", "legacy/+x": "a b allow\n"]).lines == [])
        #expect(read(["a.policy": "!compat-4.0\n", "legacy/+x": "a b alow\n"]).kinds == [.syntax])
    }

    @Test func `without an old directory the directive is an error`() {
        let layout = PolicyLayout(directory: "policy.d", legacyDirectory: "nosuch")
        #expect(read(["a.policy": "!compat-4.0\n"], layout: layout).kinds == [.unreadable])
        #expect(
            read(["a.policy": "!compat-4.0\n"], layout: PolicyLayout(directory: "policy.d")).kinds == [.unreadable])
    }

    @Test func `a circle of includes is an error where it closes`() {
        let reading = read([
            "a.policy": "!include i\n", "policy.d/i": "# x\n!include ./j\n", "policy.d/j": "!include x/../i\n",
        ])
        #expect(
            reading.shown == [
                "policy.d/j:1:10: including 'x/../i' again goes in a circle; expected a file that does not include "
                    + "this one"
            ])
        #expect(reading.kinds == [.limit])
        let directory = read(["a.policy": "!include-dir d\n", "policy.d/d/b.policy": "!include-dir d\n"])
        #expect(directory.kinds == [.limit])
    }

    @Test func `the errors of all files are told in the order in which they are read`() {
        let reading = read([
            "a.policy": "one\n!include i\nthree\n", "policy.d/i": "two\n", "b.policy": "four\n",
        ])
        #expect(
            reading.errors.map { "\($0.problem.file):\($0.problem.line)" }
                == ["policy.d/a.policy:1", "policy.d/i:1", "policy.d/a.policy:3", "policy.d/b.policy:1"])
    }
}
