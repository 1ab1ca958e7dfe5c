import LinuxIO
import Testing

struct HelpTests {
    private static let verbs = [
        "up", "down", "reload", "status", "check", "ls", "show", "logs", "start", "shutdown", "kill", "restart",
        "pause", "unpause", "run", "console", "completions", "policy", "audit", "calls", "asks", "answer", "answers",
        "clip", "network",
    ]
    private static let policyVerbs = [
        "check", "lint", "fmt", "show", "world", "eval", "explain", "why", "usage", "diff", "test", "flow", "graph",
        "keygen",
        "sign", "verify",
    ]
    private static let flowVerbs = [
        ["calls", "cut"], ["answers", "forget"], ["clip", "copy"], ["clip", "paste"], ["clip", "show"],
        ["clip", "clear"], ["network", "ls"],
    ]
    private static let auditVerbs = ["tail", "search", "verify", "stats", "export", "head"]

    /// The agreed text is `help.txt` beside this file.
    ///
    /// Where a change is meant, copy the file that the failure names over it.
    @Test func `the help of every verb is as it was agreed`() async throws {
        var text = ""
        for arguments in [["--help"]] + Self.verbs.map({ [$0, "--help"] })
            + Self.policyVerbs.map({ ["policy", $0, "--help"] })
            + Self.auditVerbs.map({ ["audit", $0, "--help"] })
            + Self.flowVerbs.map({ $0 + ["--help"] })
        {
            let run = try await CommandRun.run(arguments)
            #expect(run.code == 0)
            text += "$ bulkhead \(arguments.joined(separator: " "))\n\(run.output)\n"
        }
        let file = FileSystem.parent(of: #filePath) + "/help.txt"
        let agreed = (try? FileSystem.read(file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text != agreed {
            let directory = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "bulkhead-help-")
            try FileSystem.writeAtomically(directory + "/help.txt", Array(text.utf8), mode: 0o644)
            Issue.record("the help differs from help.txt; as it is now: \(directory)/help.txt")
        }
    }
}
