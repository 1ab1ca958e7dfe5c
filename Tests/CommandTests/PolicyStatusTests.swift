import LinuxIO
import ManagerClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PolicyStatusTests {
    private static let digest = String(repeating: "ab", count: 32)

    private func policy(_ disk: PolicySnapshot.Disk, _ problems: [String] = [], generation: UInt64 = 3)
        -> PolicySnapshot
    {
        guard generation > 0 else { return PolicySnapshot(disk: disk, problems: problems) }
        return PolicySnapshot(
            generation: generation, digest: Self.digest, ruleCount: 92, assertionCount: 1, lockedVersion: 7,
            loadedAtMilliseconds: 1_700_000_000_000, disk: disk, problems: problems)
    }

    private func line(_ policy: PolicySnapshot) async throws -> String {
        let manager = try await FakeManager.make()
        await manager.setPolicy(policy)
        let run = try await CommandRun.run(["status"], bus: manager.daemon.address)
        await manager.stop()
        return run.output.split(separator: "\n").map { String($0) }.first { $0.hasPrefix("Policy  ") } ?? run.output
    }

    @Test func `status says which policy is in force and how the files stand to it`() async throws {
        let force = "Policy         generation 3, 92 rules, 1 assertion, locked layer 7"
        #expect(try await line(policy(.current)) == force)
        #expect(try await line(policy(.modified)) == force + ", the files are newer: 'bulkhead reload' takes them")
        #expect(try await line(policy(.refused, ["a", "b"])) == force + ", the files are newer and have 2 problems")
    }

    @Test func `without a policy status says that everything is denied, and why`() async throws {
        let none = "Policy         none, every call between VMs is denied"
        #expect(try await line(policy(.absent, generation: 0)) == none + ", there is no policy.d")
        #expect(try await line(policy(.refused, ["a"], generation: 0)) == none + ", the files have 1 problem")
        #expect(
            try await line(policy(.modified, generation: 0)) == none + ", there are files: 'bulkhead reload' takes them"
        )
    }

    @Test func `status shows the hash, the problems and how many are not shown`() async throws {
        let manager = try await FakeManager.make()
        var policy = policy(.refused, ["policy.d/50-home.policy:2:29: bad\u{1b}[31m"])
        policy.problemCount = 101
        await manager.setPolicy(policy)
        let text = try await CommandRun.run(["status"], bus: manager.daemon.address)
        #expect(text.output.contains("Policy hash    sha256 \(Self.digest), in force for "))
        #expect(text.output.contains("\npolicy.d/50-home.policy:2:29: bad"))
        #expect(!text.output.contains("\u{1b}"))
        #expect(text.output.contains("\n100 more problems of the policy are not shown\n"))
        let json = try await CommandRun.run(["status", "--json"], bus: manager.daemon.address)
        for part in [
            "\"generation\": 3", "\"sha256\": \"\(Self.digest)\"", "\"rules\": 92", "\"assertions\": 1",
            "\"locked_version\": 7", "\"disk\": \"refused\"", "\"problem_count\": 101",
            "\"loaded_at_ms\": 1700000000000",
        ] {
            #expect(json.output.contains(part), "\(part)")
        }
        await manager.stop()
    }

    @Test func `reload says what is in force`() async throws {
        let manager = try await FakeManager.make()
        await manager.setPolicy(policy(.current))
        let run = try await CommandRun.run(["reload"], bus: manager.daemon.address)
        #expect(
            run
                == CommandRun(
                    code: 0, output: "5 VMs; policy: generation 3, 92 rules, 1 assertion, locked layer 7\n", errors: "")
        )
        let json = try await CommandRun.run(["reload", "--json"], bus: manager.daemon.address)
        #expect(json.output.contains("\"generation\": 3"))
        await manager.stop()
    }

    @Test func `a reload that is refused shows one problem on each line, and fails`() async throws {
        let manager = try await FakeManager.make()
        await manager.setPolicy(
            policy(.refused),
            refusal: ManagerFailureKind.configuration.failure(
                "The policy on disk is not used: it has 2 problems; generation 3 stays in force.",
                advice: "policy.d/a.policy:1:1: one\npolicy.d/a.policy:2:1: two"))
        let run = try await CommandRun.run(["reload"], bus: manager.daemon.address)
        #expect(run.code == 1)
        #expect(run.output == "")
        #expect(
            run.errors == """
                policy.d/a.policy:1:1: one
                policy.d/a.policy:2:1: two
                bulkhead: The policy on disk is not used: it has 2 problems; generation 3 stays in force

                """)
        await manager.stop()
    }
}
