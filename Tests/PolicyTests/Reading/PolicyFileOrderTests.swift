import Machines
import Policy
import Testing

/// Which files are read, and in which order.
@Suite struct PolicyFileOrderTests {
    private func line(_ service: String) -> String { "\(service) * a b deny\n" }

    @Test func `files are asked in the order of the code points of their names, wherever they are`() {
        let names = ["9-a", "10-a", "30-a", "30", "30_a", "30.a", "a"]
        var files: [String: [UInt8]] = [:]
        for (index, name) in names.enumerated() {
            let directory = index.isMultiple(of: 2) ? "policy.d" : "run"
            files["\(directory)/\(name).policy"] = Array(line("s\(name)").utf8)
        }
        let reading = PolicyReader(mode: .compat).read(recordedLayout, from: PolicyTree(files))
        #expect(
            reading.lines?.map { String($0.prefix { $0 != " " }) }
                == ["s10-a", "s30-a", "s30.a", "s30", "s30_a", "s9-a", "sa"])
    }

    @Test func `only files that end in the suffix and are not hidden are read`() {
        let reading = read([
            "a.policy": line("a"), "b.policy.bak": "x", "README": "x", ".policy": "x", ".c.policy": "x",
            "d.policyx": "x", "Epolicy": "x", "f..policy": line("f"), "policy.d/include/G.policy": "x",
        ])
        #expect(reading.lines == ["a * a b deny", "f * a b deny"])
    }

    @Test func `a directory with the name of a policy file is left out`() {
        #expect(read(["policy.d/a.policy/x": "x", "policy.d/b.policy": line("b")]).lines == ["b * a b deny"])
    }

    @Test func `a file of the runtime directory hides the one of the same name, even when it is empty`() {
        let reading = read(["a.policy": line("a"), "b.policy": line("b"), "run/a.policy": ""])
        #expect(reading.lines == ["b * a b deny"])
        #expect(reading.warnings.map(\.file) == ["policy.d/a.policy"])
    }

    @Test func `a bad name in any directory comes before every other error, and the others are told as well`() {
        let reading = read(["a.policy": "x", "B.policy": line("b"), "run/c d.policy": line("c")])
        #expect(reading.kinds == [.fileName, .fileName, .syntax])
        #expect(reading.errors.map(\.problem.file) == ["run/c d.policy", "policy.d/B.policy", "policy.d/a.policy"])
        #expect(reading.errors.map(\.hasLine) == [false, false, true])
        #expect(reading.rules == nil)
    }

    @Test(arguments: ["\u{e9}.policy", "a\u{0}.policy", "\u{600}.policy", "a+b.policy"])
    func `a name with any other character is an error`(name: String) {
        struct OneName: PolicyFileProvider {
            let name: String
            func list(_ path: String) -> [PolicyDirectoryEntry]? { [PolicyDirectoryEntry(name: name, isFile: true)] }
            func contents(_ path: String, limit: Int) -> [UInt8]? { [] }
        }
        let reading = PolicyReader(mode: .strict).read(PolicyLayout(directory: "d"), from: OneName(name: name))
        #expect(reading.kinds == [.fileName])
    }

    @Test func `a directory that is not there is an error`() {
        let reading = PolicyReader(mode: .compat).read(recordedLayout, from: PolicyTree([:]))
        #expect(
            reading.shown == ["run:1:1: the directory does not exist", "policy.d:1:1: the directory does not exist"])
        #expect(reading.kinds == [.unreadable, .unreadable])
    }

    @Test func `what cannot be opened is an error with the reason`() {
        struct Locked: PolicyFileProvider {
            func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]? {
                if path == "run" { throw PolicyFileError("Permission denied") }
                return [PolicyDirectoryEntry(name: "a.policy", isFile: true)]
            }
            func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]? {
                throw PolicyFileError("Input/output \u{1b}error")
            }
        }
        let reading = PolicyReader(mode: .compat).read(recordedLayout, from: Locked())
        #expect(
            reading.shown == [
                "run:1:1: the directory cannot be read: Permission denied",
                #"policy.d/a.policy:1:1: the file cannot be read: Input/output \u{1b}error"#,
            ])
    }

    @Test func `the locked layer is asked first, is not hidden, and has no directives`() {
        let layout = PolicyLayout(directory: "policy.d", runtimeDirectory: "run", lockedName: "50-locked.policy")
        let reading = read(
            ["10-a.policy": line("a"), "50-locked.policy": line("l"), "run/50-locked.policy": line("x")],
            mode: .strict, layout: layout)
        #expect(reading.lines == ["l * a b deny", "a * a b deny"])
        #expect(reading.rules?.lockedCount == 1)
        #expect(reading.warnings.map(\.file) == ["run/50-locked.policy"])

        let wrong = read(["50-locked.policy": "!include x\n"], mode: .strict, layout: layout)
        #expect(
            wrong.shown == [
                "policy.d/50-locked.policy:1:1: the locked layer has the directive !include; expected rules only: "
                    + "a signature covers one file"
            ])
        #expect(read(["10-a.policy": line("a")], mode: .strict, layout: layout).kinds == [.unreadable])
    }

    @Test func `a policy of no files has no rules`() {
        #expect(read([:]).lines == [])
        #expect(read(["a.policy": "", "b.policy": "# nothing\n\n  \t \r\n#"]).lines == [])
    }
}
