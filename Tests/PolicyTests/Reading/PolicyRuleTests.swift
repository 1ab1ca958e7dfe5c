import Machines
import Policy
import Testing

/// One line at a time: what is a rule, and what is told of what is none.
@Suite struct PolicyRuleTests {
    @Test(arguments: [
        "* * * * deny", "a.B-c_9 + @anyvm @default ask", "s +a+b uuid:x @dispvm:uuid:y allow",
        "s * @adminvm @dispvm:@tag:t allow target=@dispvm user=root autostart=no notify=yes",
        "s * @tag:t:1 @type:AppVM ask target=dom0 default_target=@adminvm autostart=yes notify=no",
        "s * @dispvm:x $anyvm deny notify=no", "s * *x x* allow user=a=b:c",
        "s * a @default allow target=@dispvm:uuid:",
    ])
    func `a rule is printed as it is written`(line: String) {
        for mode in PolicyMode.allCases { #expect(readLine(line, mode: mode).lines == [line]) }
    }

    @Test func `spaces, empty users and the order of parameters do not matter`() {
        let reading = readLine("  s\t * a  b\tallow notify=no  user= target=c \t")
        #expect(reading.lines == ["s * a b allow target=c notify=no"])
        #expect(reading.rules?.line(of: 0) == "s\t*\ta\tb\tallow target=c notify=no")
    }

    @Test func `the three spellings of the administrative domain are kept and known`() {
        let line = "s * dom0 uuid:00000000-0000-0000-0000-000000000000 allow target=@adminvm"
        let reading = readLine(line)
        #expect(reading.lines == [line])
        #expect(reading.rules?.rules.first?.source.isAdminVM == true)
        #expect(reading.rules?.rules.first?.target.isAdminVM == true)
    }

    @Test(arguments: [
        ("s * a b", "1:8: the line has 4 words"),
        ("s", "1:2: the line has one word"),
        (
            "$include:x",
            "1:11: the line has one word; expected SERVICE ARGUMENT SOURCE TARGET ACTION and parameters; "
                + "did you mean '!include'?"
        ),
        (
            "a b allow",
            "1:10: the line has 3 words; expected SERVICE ARGUMENT SOURCE TARGET ACTION and parameters; a "
                + "file in the format of Qubes R4.0 is read with !include-service"
        ),
        ("s+ * a b deny", "1:2: the service 's+' has '+'"),
        ("** * a b deny", "1:1: the service '**' has '*'"),
        (
            "s x a b deny",
            "1:3: the argument 'x' does not start with '+'; expected * or + and the argument; did you "
                + "mean '+x'?"
        ),
        ("s +* a b deny", "1:4: the argument '+*' has '*'"),
        ("* +x a b deny", "1:3: the service * with the argument '+x'"),
        (
            "s * @anyvn b deny",
            "1:5: '@anyvn' is no keyword; expected a VM, uuid:UUID, @adminvm, @anyvm, @tag:TAG, "
                + "@type:CLASS or *; did you mean '@anyvm'?"
        ),
        (
            "s * @uuid:x b deny",
            "1:5: '@uuid:x' is no keyword; expected a VM, uuid:UUID, @adminvm, @anyvm, @tag:TAG, "
                + "@type:CLASS or *; did you mean 'uuid:x'?"
        ),
        (
            "s * a @tags:x deny",
            "1:7: '@tags:x' is no keyword; expected a VM, uuid:UUID, @adminvm, @anyvm, @default, "
                + "@dispvm, @dispvm:VM, @tag:TAG, @type:CLASS or *; did you mean '@tag:x'?"
        ),
        ("s * @default b deny", "1:5: '@default' cannot be a source"),
        ("s * @dispvm b deny", "1:5: '@dispvm' cannot be a source"),
        ("s * a @tag: deny", "1:7: nothing follows @tag:"),
        ("s * a @dispvm:@tag: deny", "1:7: nothing follows @dispvm:@tag:"),
        ("s * a @dispvm:@type:x deny", "1:7: another keyword follows @dispvm: in '@dispvm:@type:x'"),
        ("s * a b Allow", "1:9: 'Allow' is no action; expected allow, ask or deny; did you mean 'allow'?"),
        (
            "s * a b allow,target=x",
            "1:9: 'allow,target=x' is no action; expected allow, ask or deny, and spaces "
                + "between the parameters, not commas"
        ),
        (
            "s * a @default allow",
            "1:16: a rule that allows calls to @default does not say where they go; expected "
                + "target="
        ),
        ("s * a b allow target", "1:15: 'target' is no parameter; expected KEY=VALUE; did you mean 'target='?"),
        ("s * a b allow target=", "1:22: the target is empty"),
        ("s * a b allow target=@anyvm", "1:22: '@anyvm' cannot be a target"),
        ("s * a b allow target=*", "1:22: '*' cannot be a target"),
        ("s * a b ask default_target=@default", "1:28: '@default' cannot be a target"),
        ("s * a b allow target=x target=x", "1:24: the parameter target= is there twice"),
        (
            "s * a b allow Target=x",
            "1:15: the parameter Target= is not known; expected target=, user=, autostart=, "
                + "notify=; did you mean 'target='?"
        ),
        ("s * a b allow default_target=x", "1:15: the parameter default_target= cannot stand after allow"),
        ("s * a b deny user=x", "1:14: the parameter user= cannot stand after deny; expected notify="),
        ("s * a b ask notify=YES", "1:20: notify= is 'YES'; expected yes or no"),
        ("s * a b ask autostart=", "1:23: autostart= is ''; expected yes or no"),
        ("s * a b ask =x", "1:13: the parameter = is not known"),
        ("s * a b allow max_bytes=1", "1:15: the parameter max_bytes= is not known to Qubes"),
        ("s * a b deny # why", "1:14: a comment after a rule; expected comments on lines of their own"),
    ])
    func `what is no rule is told with its place, what is there and what should be`(line: String, message: String) {
        let reading = readLine(line)
        #expect(reading.rules == nil)
        #expect(reading.shown.first?.hasPrefix("policy.d/a.policy:\(message)") == true, "\(reading.shown)")
        #expect(reading.kinds.allSatisfy { $0 == .syntax })
    }

    @Test func `all mistakes of a line are told, from left to right`() {
        let columns = readLine("s! x @a @b c d=e target=").errors.map(\.problem.column)
        #expect(columns == [2, 4, 6, 9, 12, 14, 25])
    }

    @Test func `foreign text in a message is escaped and cut`() {
        let shown = readLine("s * \(String(repeating: "@\u{202e}", count: 90)) b deny").shown
        #expect(shown.count == 1)
        #expect(shown.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } && $0.utf8.count < 300 })
    }

    @Test func `Bulkhead's own parameters are for strict mode, and for calls that may happen`() {
        let line = "s * a b allow target=c oneway=yes max_bytes=18446744073709551615 max_seconds=4294967295"
        #expect(readLine(line, mode: .strict).lines == [line])
        #expect(readLine("s * a b ask oneway=no", mode: .strict).lines == ["s * a b ask oneway=no"])
        #expect(readLine(line, mode: .compat).rules == nil)
        for value in ["0", "", "-1", "+1", "1.5", "18446744073709551616", "x", "99999999999999999999999999"] {
            let reading = readLine("s * a b allow max_bytes=\(value)", mode: .strict)
            #expect(
                reading.shown == [
                    "policy.d/a.policy:1:25: max_bytes= is '\(value)'; expected a whole number from 1 to "
                        + "18446744073709551615"
                ])
        }
        #expect(readLine("s * a b allow max_seconds=4294967296", mode: .strict).kinds == [.syntax])
        #expect(
            readLine("s * a b deny oneway=yes", mode: .strict).shown == [
                "policy.d/a.policy:1:14: the parameter oneway= cannot stand after deny; expected notify="
            ])
    }
}
