import LinuxIO
import TestSupport
import Testing

/// `bulkhead-clipboard` and `bulkhead-vm-exec`, which need no agent.
@Suite(.serialized) struct ClipboardToolTests {
    /// A home and the tools, both of the test's own.
    private final class Home {
        let path: String

        init() throws {
            path = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-tool-")
            try ToolProcess.makeFolder(path + "/tools")
        }

        deinit { try? FileSystem.removeTree(path) }

        func run(_ tool: String, _ arguments: [String], input: [UInt8] = []) throws -> ToolProcess.Result {
            try ToolProcess("\(path)/tools/\(tool)", arguments, environment: ["HOME=\(path)"]).finish(input: input)
        }
    }

    @Test func `what is set is got, once and again, until it is cleared`() throws {
        let home = try Home()
        #expect(try home.run("bulkhead-clipboard", ["get"]).output.isEmpty)
        let bytes = [UInt8](0...255) + Array("ü\n".utf8)
        #expect(try home.run("bulkhead-clipboard", ["set"], input: bytes).code == 0)
        for _ in 0..<2 { #expect(try home.run("bulkhead-clipboard", ["get"]).output == bytes) }
        #expect(FileSystem.permissions(home.path + "/.cache/bulkhead/clipboard")?.mode == 0o600)
        #expect(try home.run("bulkhead-clipboard", ["set"], input: Array("new".utf8)).code == 0)
        #expect(try home.run("bulkhead-clipboard", ["get"]).text == "new")
        #expect(try home.run("bulkhead-clipboard", ["clear"]).code == 0)
        #expect(try home.run("bulkhead-clipboard", ["clear"]).code == 0)
        let empty = try home.run("bulkhead-clipboard", ["get"])
        #expect(empty.code == 0 && empty.output.isEmpty)
    }

    @Test func `a text beyond the limit is not kept in part`() throws {
        let home = try Home()
        #expect(try home.run("bulkhead-clipboard", ["set"], input: Array("old".utf8)).code == 0)
        let result = try home.run("bulkhead-clipboard", ["set"], input: [UInt8](repeating: 65, count: 1 << 20 | 1))
        #expect(result.code == 1 && !result.errors.isEmpty)
        #expect(try home.run("bulkhead-clipboard", ["get"]).text == "old")
        #expect(try home.run("bulkhead-clipboard", ["set"], input: [UInt8](repeating: 65, count: 1 << 20)).code == 0)
        #expect(try home.run("bulkhead-clipboard", ["get"]).output.count == 1 << 20)
    }

    @Test func `other words are explained`() throws {
        let home = try Home()
        for arguments in [[], ["put"], ["get", "set"]] {
            let result = try home.run("bulkhead-clipboard", arguments)
            #expect(result.code == 64 && result.errors.contains("Usage: bulkhead-clipboard"))
        }
        #expect(try home.run("bulkhead-clipboard", ["--help"]).code == 0)
    }

    @Test(arguments: [
        (argument: "printf+-25s-7C+a-20b++--C3--", output: "a b||-C3-|"), (argument: "echo+.._x9", output: ".._x9\n"),
        (argument: "echo+-C3-BC", output: "ü\n"), (argument: "-2Fbin-2Fecho+x", output: "x\n"),
    ])
    func `a command is put together from its spelling`(argument: String, output: String) throws {
        let result = try Home().run("bulkhead-vm-exec", [argument])
        #expect(result.code == 0)
        #expect(result.text == output)
    }

    @Test(arguments: ["", "+a", "echo+-", "echo+-4", "echo+-G0", "echo+-00", "echo+-FF", "echo+-+1"])
    func `a spelling that makes no sense runs nothing`(argument: String) throws {
        let result = try Home().run("bulkhead-vm-exec", [argument])
        #expect(result.code == 125 && result.output.isEmpty)
    }

    @Test func `a command that there is not has a code of its own, and others keep theirs`() throws {
        let home = try Home()
        #expect(try home.run("bulkhead-vm-exec", ["no--such--program"]).code == 127)
        #expect(try home.run("bulkhead-vm-exec", ["-2Fno-2Fsuch"]).code == 127)
        #expect(try home.run("bulkhead-vm-exec", ["sh+--c+exit-2042"]).code == 42)
        #expect(try home.run("bulkhead-vm-exec", ["cat"], input: [1, 2]).output == [1, 2])
        #expect(try home.run("bulkhead-vm-exec", []).code == 125)
        #expect(try home.run("bulkhead-vm-exec", ["a", "b"]).code == 125)
    }
}
