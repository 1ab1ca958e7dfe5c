import Foundation
import LinuxIO
import Testing

/// `bulkhead policy` on folders, without a manager.
@Suite struct PolicyVerbTests {
    @Test func `check tells every error with its line, and 1; a good policy is 0`() async throws {
        let folder = try PolicyFolder([
            "10-a.policy": "s * @anyvm @anyvm ask\n", "20-b.policy": "s * @anyvm vault alow\nnonsense\n",
        ])
        let bad = try await CommandRun.run(["policy", "check", folder.path])
        #expect(bad.code == 1)
        let lines = bad.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 7, "\(bad.output)")
        #expect(lines[0].hasPrefix("\(folder.path)/20-b.policy:1:18: 'alow' is no action"))
        #expect(lines[0].hasSuffix("did you mean 'allow'?"))
        #expect(Array(lines[1...2]) == ["  s * @anyvm vault alow", "                   ^"])
        #expect(lines[6] == "2 errors")
        try folder.write("20-b.policy", "s * @anyvm vault allow\n")
        let good = try await CommandRun.run(["policy", "check", folder.path])
        #expect(good == CommandRun(code: 0, output: "2 rules in 2 files, no errors\n", errors: ""))
    }

    @Test func `check as JSON has what the text has`() async throws {
        let folder = try PolicyFolder(["a.policy": "s * @anyvm vault alow\n"])
        let run = try await CommandRun.run(["policy", "check", "--json", folder.path])
        let json = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let problems = try #require(json["problems"] as? [[String: Any]])
        #expect(run.code == 1 && json["usable"] as? Bool == false && json["rules"] is NSNull)
        #expect(
            problems.count == 1 && problems[0]["line"] as? Int == 1 && problems[0]["suggestion"] as? String == "allow")
    }

    static let hostileFiles: [(name: String, bytes: [UInt8])] = [
        ("invalid UTF-8", [0x73, 0x20, 0xff, 0xfe, 0x0a]), ("NUL", Array("s * a\0b c allow\n".utf8)),
        ("a line of 1 MB", Array(repeating: UInt8(ascii: "x"), count: 1 << 20)),
        ("escape sequences", Array("s * \u{1b}[31mred b allow\n".utf8)),
        ("an include of itself", Array("!include a.policy\n".utf8)),
        ("an include that is not there", Array("!include gone\n".utf8)),
        ("random bytes", (0..<4_096).map { UInt8(($0 * 167) & 255) }),
    ]

    @Test(arguments: hostileFiles)
    func `bad input is a precise error and nothing else`(name: String, bytes: [UInt8]) async throws {
        let folder = try PolicyFolder([:])
        try FileSystem.writeAtomically(folder.path + "/a.policy", bytes, mode: 0o644)
        for mode in ["--strict", "--compat"] {
            let run = try await CommandRun.run(["policy", "check", mode, folder.path])
            if mode == "--compat", ["NUL", "escape sequences", "a line of 1 MB"].contains(name), run.code == 0 {
                continue
            }
            #expect(run.code == 1, "\(name) \(mode): \(run.output)")
            #expect(run.output.contains("\(folder.path)/a.policy:"), "\(run.output.prefix(300))")
            #expect(run.output.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
        }
    }

    @Test func `a name that may not be is told without a line of the file, and lint gives a place`() async throws {
        let folder = try PolicyFolder(["Bad.policy": "s * a b allow\n"])
        let check = try await CommandRun.run(["policy", "check", folder.path])
        #expect(check.output.hasPrefix("\(folder.path)/Bad.policy:1:1: the file's name"), "\(check.output)")
        #expect(!check.output.contains("^") && !check.output.contains("s * a b"))
        let lint = try await CommandRun.run(["policy", "lint", folder.path])
        #expect(lint.output.hasPrefix("\(folder.path)/Bad.policy:1: error: the file's name"), "\(lint.output)")
    }

    @Test func `a line that is no case is told by its number`() async throws {
        let good = #"{"id": 1, "files": {}, "system_info": {"domains": {}}, "requests": []}"#
        let run = try await CommandRun.run(
            ["policy", "eval", "--batch-cases"], input: Array((good + "\n\n{}\n").utf8))
        #expect(run.code == 2 && run.output.contains(#""id": 1"#))
        #expect(run.errors.contains("line 3 of standard input is no case: it has no 'id'"), "\(run)")
    }

    @Test func `a file that cannot be read is an error that names it`() async throws {
        let folder = try PolicyFolder(["a.policy/inside": "x", "b.policy": "s * a b allow\n"])
        try FileSystem.symbolicLink(folder.path + "/c.policy", to: "c.policy")
        let run = try await CommandRun.run(["policy", "check", folder.path])
        #expect(run.code == 0, "a folder and a broken link are no policy files: \(run.output)")
        let missing = try await CommandRun.run(["policy", "check", folder.path + "/gone"])
        #expect(missing.code == 2 && missing.errors.contains(folder.path + "/gone"))
    }

    @Test func `eval answers in words, in JSON and by its exit status`() async throws {
        let folder = try PolicyFolder([
            "a.policy": "s * work vault ask user=root\ns * work @dispvm allow\n", "w.json": PolicyFolder.world,
        ])
        let arguments = ["policy", "eval", "-c", folder.path, "--system-info", folder.path + "/w.json"]
        let ask = try await CommandRun.run(arguments + ["work", "vault", "s+arg"])
        #expect(ask.code == 0)
        #expect(
            ask.output == """
                ask: the person picks one of
                  @dispvm:dvm (redirected by \(folder.path)/a.policy:2)
                  vault
                  as user root
                rule: \(folder.path)/a.policy:1: s  *  work  vault  ask user=root

                """)
        let deny = try await CommandRun.run(arguments + ["--json", "vault", "work", "s"])
        let json = try #require(JSONSerialization.jsonObject(with: Data(deny.output.utf8)) as? [String: Any])
        #expect(deny.code == 1 && json["outcome"] as? String == "deny" && json["kind"] as? String == "no_match")
        let strict = try await CommandRun.run(arguments + ["nobody", "work", "s"])
        #expect(strict.output.contains("strict Q11"), "\(strict.output)")
        let nothing = try await CommandRun.run(["policy", "eval", "-c", folder.path, "work", "vault", "s"])
        #expect(nothing.code == 2 && nothing.errors.contains("--system-info"))
    }

    @Test func `eval takes requests from a file, and answers a list with a list`() async throws {
        let folder = try PolicyFolder([
            "a.policy": "s +x work vault allow\n", "w.json": PolicyFolder.world,
            "one.json": #"{"service": "s", "argument": "+x", "source": "work", "target": "vault"}"#,
            "two.json": #"[{"service": "s", "argument": "+x", "source": "work", "target": "vault"},"#
                + #"{"service": "s", "source": "vault", "target": ""}]"#,
            "none.json": #"{"service": 3}"#,
        ])
        let arguments = [
            "policy", "eval", "-c", folder.path, "--system-info", folder.path + "/w.json", "--request",
        ]
        let one = try await CommandRun.run(arguments + [folder.path + "/one.json"])
        let answer = try #require(JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
        #expect(one.code == 0 && answer["target"] as? String == "vault")
        let two = try await CommandRun.run(arguments + [folder.path + "/two.json"])
        let answers = try #require(JSONSerialization.jsonObject(with: Data(two.output.utf8)) as? [[String: Any]])
        #expect(two.code == 1 && answers.map { $0["outcome"] as? String } == ["allow", "deny"])
        let none = try await CommandRun.run(arguments + [folder.path + "/none.json"])
        #expect(none.code == 2 && none.errors.contains("none.json is no request"))
    }

    @Test func `fmt lays out files in place, and only what has no errors`() async throws {
        let folder = try PolicyFolder(["a.policy": "# why\ns   *  work vault    allow\n", "b.policy": "x\n"])
        let check = try await CommandRun.run(["policy", "fmt", "--check", folder.path + "/a.policy"])
        #expect(check.code == 1 && check.output == "\(folder.path)/a.policy\n")
        #expect(try folder.read("a.policy").contains("   "), "--check changes nothing")
        let run = try await CommandRun.run(["policy", "fmt", folder.path])
        #expect(run.code == 2 && run.errors.contains("b.policy:1:"))
        #expect(try folder.read("a.policy") == "# why\ns  *  work  vault  allow\n")
        #expect(try folder.read("b.policy") == "x\n")
        let pipe = try await CommandRun.run(["policy", "fmt", "-"], input: Array("s *   a b deny".utf8))
        #expect(pipe == CommandRun(code: 0, output: "s  *  a  b  deny\n", errors: ""))
    }

    @Test func `fmt leaves a file that nobody may write as it is, and says so`() async throws {
        let folder = try PolicyFolder(["b.policy": "s *   a b deny\n"])
        let (path, text) = (folder.path + "/a.policy", "s *   work vault   allow\n")
        try FileSystem.writeAtomically(path, Array(text.utf8), mode: 0o444)
        let run = try await CommandRun.run(["policy", "fmt", folder.path])
        #expect(run.code == 2 && run.output == folder.path + "/b.policy\n")
        #expect(run.errors.hasPrefix(path + ":1:1: cannot lay it out: the file is read-only"), "\(run)")
        #expect(try folder.read("a.policy") == text)
        #expect(try await CommandRun.run(["policy", "fmt", "--check", path]).code == 1)
    }

    @Test func `show lists the rules of all files in their order`() async throws {
        let folder = try PolicyFolder([
            "20-b.policy": "t * a b deny\n", "10-a.policy": "!include i\n", "i": "s +x a b allow\n",
        ])
        let run = try await CommandRun.run(["policy", "show", "--plain", folder.path])
        #expect(run == CommandRun(code: 0, output: "s\t+x\ta\tb\tallow\nt\t*\ta\tb\tdeny\n", errors: ""))
        let one = try await CommandRun.run(["policy", "show", "--service", "t", "--json", folder.path])
        let json = try #require(JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [[String: Any]])
        #expect(json.map { $0["service"] as? String } == ["t"] && json[0]["line"] as? Int == 1)
    }

    @Test func `lint tells what is wrong, a comment allows it, and SARIF has the line`() async throws {
        let folder = try PolicyFolder(["a.policy": "s * @anyvm @anyvm ask\ns * @anyvm vault deny\n"])
        let run = try await CommandRun.run(["policy", "lint", folder.path])
        #expect(run.code == 1 && run.output.contains("a.policy:2: error: the rule is never reached"), "\(run.output)")
        let sarif = try await CommandRun.run(["policy", "lint", "--format", "sarif", folder.path])
        let document = try #require(JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any])
        #expect(document["version"] as? String == "2.1.0")
        let runs = try #require(document["runs"] as? [[String: Any]])
        let results = try #require(runs.first?["results"] as? [[String: Any]])
        #expect(results.contains { $0["ruleId"] as? String == "shadowed-different" })
        try folder.write(
            "a.policy",
            "s * @anyvm @anyvm ask\n# lint: allow shadowed-different kept for the day it moves up\ns * @anyvm vault deny\n"
        )
        let allowed = try await CommandRun.run(["policy", "lint", folder.path])
        #expect(allowed.code == 0 && allowed.output.contains("1 allowed by comments"), "\(allowed.output)")
    }

    @Test func `diff tells what is new with a call, and the gate wants it accepted`() async throws {
        let old = try PolicyFolder(["a.policy": "s * work vault ask\n", "w.json": PolicyFolder.world])
        let new = try PolicyFolder(["a.policy": "s * work vault allow\n"])
        let arguments = ["policy", "diff", old.path, new.path, "--world", old.path + "/w.json"]
        let plain = try await CommandRun.run(arguments)
        #expect(plain.code == 0 && plain.output.contains("newly allowed"), "\(plain.output)")
        #expect(plain.output.contains("e.g. s+ from work to vault"))
        try old.write("none", "")
        #expect(try await CommandRun.run(arguments + ["--gate", old.path + "/none"]).code == 1)
        try old.write("some", "accept newly-allowed:s+*:work:vault the ticket says so\n")
        let accepted = try await CommandRun.run(arguments + ["--gate", old.path + "/some"])
        #expect(accepted.code == 0, "\(accepted.output)")
        let same = try await CommandRun.run(["policy", "diff", old.path, old.path])
        #expect(same.code == 0 && same.output.hasPrefix("no call is decided differently"))
    }

    @Test func `diff takes 'accept diff' from the list and from the new policy's assertions`() async throws {
        let old = try PolicyFolder(["policy.d/a.policy": "s * work vault ask\n", "w.json": PolicyFolder.world])
        let new = try PolicyFolder([
            "policy.d/a.policy": "s * work vault allow\nt * @tag:office @default ask target=net\n"
        ])
        let none = old.path + "/none"
        try old.write("none", "")
        let arguments = ["policy", "diff", old.path, new.path, "--world", old.path + "/w.json", "--gate"]
        #expect(try await CommandRun.run(arguments + [none]).output.contains("2 not accepted"))
        let first = "accept diff newly-allowed s work -> vault reason \"the ticket says so\"\n"
        let second = "accept diff newly-asked t @tag:office -> @default reason \"so does this\"\n"
        try new.write("assertions.d/50-home.assert", first)
        #expect(try await CommandRun.run(arguments + [none]).output.contains("1 not accepted"))
        try old.write("list", "# of today\n" + second)
        let accepted = try await CommandRun.run(arguments + [old.path + "/list"])
        #expect(accepted.code == 0 && accepted.output.contains("every widening is accepted"), "\(accepted)")
        for other in [
            "accept diff newly-asked t+x @tag:office -> @default reason \"x\"",
            "accept diff newly-asked t vault -> @default reason \"x\"",
            "accept diff newly-asked t work -> vault reason \"x\"",
            "accept diff newly-allowed t work -> @default reason \"x\"",
            "accept diff since rev 0123 newly-asked t work -> @default reason \"x\"",
        ] {
            try old.write("list", other)
            #expect(try await CommandRun.run(arguments + [old.path + "/list"]).code == 1, "\(other)")
        }
        try old.write("list", "\naccept diff newly-asked t work -> @default\n")
        let bad = try await CommandRun.run(arguments + [old.path + "/list"])
        #expect(bad.code == 2 && bad.errors.contains("/list:2:"), "\(bad)")
    }

    @Test func `flow finds the way over a disposable, and its calls are decided so`() async throws {
        let folder = try PolicyFolder([
            "a.policy": "s * vault @dispvm:dvm allow\n", "w.json": PolicyFolder.world,
        ])
        let arguments = ["-c", folder.path, "--system-info", folder.path + "/w.json"]
        let run = try await CommandRun.run(["policy", "flow", "vault", "INTERNET"] + arguments)
        #expect(run.code == 0)
        #expect(
            run.output.hasPrefix("Data, no prompt: vault -> @dispvm:dvm of vault -> net -> INTERNET\n"), "\(run.output)"
        )
        let step = try await CommandRun.run(["policy", "eval", "vault", "@dispvm:dvm", "s"] + arguments)
        #expect(step.code == 0)
        let none = try await CommandRun.run(["policy", "flow", "net", "vault", "--json"] + arguments)
        let json = try JSONSerialization.jsonObject(with: Data(none.output.utf8))
        #expect(json is [String: Any])
    }

    @Test func `why says that no call was denied, or that there is no log`() async throws {
        let folder = try PolicyFolder(["audit-00000001.jsonl": ""])
        let none = try await CommandRun.run(["policy", "why", "--folder", folder.path])
        #expect(none.code == 0 && none.output == "" && none.errors.contains("no denied call"))
        #expect(try await CommandRun.run(["policy", "why", "--json", "--folder", folder.path]).errors == "")
        let missing = try await CommandRun.run(["policy", "why", "--folder", folder.path + "/gone"])
        #expect(missing.code == 2 && missing.errors.contains("there is no audit log"))
    }
}
