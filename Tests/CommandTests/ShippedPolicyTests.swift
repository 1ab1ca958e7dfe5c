import Foundation
import Testing

/// The policy that is shipped, as an admin gets it.
@Suite struct ShippedPolicyTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies").path

    @Test func `it has no error and is laid out as fmt does`() async throws {
        let check = try await CommandRun.run(["policy", "check", Self.folder])
        #expect(check.code == 0)
        #expect(check.output == "44 rules in 7 files, 11 VMs, 21 assertions, no errors\n", "\(check.output)")
        let layout = try await CommandRun.run(["policy", "fmt", "--check", Self.folder])
        #expect(layout == CommandRun(code: 0, output: "", errors: ""))
    }

    @Test func `its assertions hold, every rule is tested, and every change of a rule is noticed`() async throws {
        let run = try await CommandRun.run(["policy", "test", "--coverage", "--mutations", Self.folder])
        #expect(run.code == 0)
        #expect(!run.output.contains("not ok"))
        #expect(run.output.contains("# coverage: 44 of 44 rules decided a tested call (100 %)"), "\(run.output)")
        let score = try #require(run.output.firstMatch(of: /# mutations: (\d+) of (\d+) changes of rules were noticed/))
        #expect(score.1 == score.2 && score.1 != "0", "\(score.0)")
    }

    @Test func `the ways out of vault and banking lead through a prompt`() async throws {
        for source in ["vault", "banking"] {
            let run = try await CommandRun.run(
                ["policy", "flow", source, "corporate", "--no-prompts", "--config", Self.folder])
            #expect(run.output.contains("Data, no prompt: none"), "\(run.output)")
        }
    }
}
