import Foundation
import LinuxIO
import TestSupport
import Testing

/// Recorded decisions of Qubes R4.3 against `bulkhead policy eval --batch-cases`.
@Suite struct PolicyCaseTests {
    /// Text or a number.
    private struct Identifier: Decodable, Equatable, CustomStringConvertible {
        let description: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            description = try (try? container.decode(Int.self)).map(String.init) ?? container.decode(String.self)
        }
    }

    private struct Case: Decodable {
        let id: Identifier
        let expected: [RecordedAnswer]
    }

    private struct Answer: Decodable {
        let id: Identifier
        let results: [RecordedAnswer]
    }

    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let fixture = project.appending(path: "Tests/Fixtures/policy/cases.jsonl").path

    /// The whole corpus where it lies beside the project, and the part of it in the repository.
    static var files: [String] {
        let corpus = project.deletingLastPathComponent().appending(path: "shared/corpus/policy").path
        let names = (try? FileSystem.list(corpus)) ?? []
        return [fixture] + names.filter { $0.hasSuffix(".jsonl.gz") }.sorted().map { corpus + "/" + $0 }
    }

    @Test(arguments: files)
    func `compat mode gives Qubes' answer to every recorded request`(file: String) async throws {
        for (expected, own, place) in try await answers(file, "--compat") {
            #expect(expected.differences(own) == [], "\(place): \(own)")
            // Thousands of answers: tests that wait for something have their turn in between.
            await Task.yield()
        }
    }

    /// Which strict rules may be the cause of a difference: at least one of them is told with it.
    ///
    /// What is not in this table is no difference that `docs/POLICY.md` knows of.
    private static let causes: [String: Set<String>] = [
        "allow -> deny loopback": ["Q6"], "allow -> deny not_dispvm_template": ["Q5"],
        "ask -> deny loopback": ["Q6"], "ask -> deny no_ask_targets": ["Q1", "Q5"], "ask -> deny no_dispvm": ["Q7"],
        "ask -> deny not_dispvm_template": ["Q5", "Q12"], "ask -> deny unknown_target": ["Q12"],
        "deny autostart -> not_dispvm_template": ["Q5"], "deny no_ask_targets -> loopback": ["Q6"],
        "crash -> allow": ["Q3", "Q4"], "crash -> ask": ["Q3", "Q4"],
        "rule": ["Q9"], "offered less": ["Q1", "Q5"], "spelt otherwise": ["Q7", "Q8"],
        "proposed": ["Q1", "Q5", "Q7", "Q8"],
    ]

    /// Every difference in the part of the corpus that is in the repository.
    private static let recorded: Set<String> = [
        "case mixed-838, request 3: ask -> deny loopback: Q6",
        "case plain-425, request 2: ask -> deny loopback: Q6",
        "case quirk-336, request 0: crash -> ask: Q4 Q5",
        "case quirk-336, request 2: allow -> deny not_dispvm_template: Q5",
        "case quirk-336, request 3: crash -> ask: Q4 Q5",
    ]

    @Test(arguments: files)
    func `strict mode differs in the ways that are listed, each with the rule that made it`(file: String) async throws {
        var found: Set<String> = []
        for (expected, own, place) in try await answers(file, "--strict") {
            await Task.yield()
            let strict = own.strict ?? []
            for difference in Self.strictDifferences(expected, own) {
                let text = "\(place): \(difference): \(strict.joined(separator: " "))"
                found.insert(text)
                let causes = try #require(Self.causes[difference], "\(text)\n\(expected)\n\(own)")
                #expect(!causes.isDisjoint(with: strict), "\(text)\n\(expected)\n\(own)")
            }
        }
        if file == Self.fixture { #expect(found == Self.recorded, "\(found.sorted())") }
    }

    /// What strict mode makes different, in the words of ``causes``.
    private static func strictDifferences(_ expected: RecordedAnswer, _ own: RecordedAnswer) -> [String] {
        if expected.outcome == "crash" || expected.kind?.hasPrefix("crash:") == true {
            return ["deny", "error"].contains(own.outcome) ? [] : ["crash -> \(own.outcome)"]
        }
        guard expected.outcome == own.outcome else {
            return ["\(expected.outcome) -> \(own.outcome) \(own.kind ?? "")"]
        }
        if expected.outcome == "deny", expected.kind != own.kind {
            return ["deny \(expected.kind ?? "") -> \(own.kind ?? "")"]
        }
        var parts = expected.differences(own).filter { !$0.contains(" of ") && $0 != "offered" && $0 != "proposed" }
        // Another rule has other keys.
        if parts.contains("rule") { parts = ["rule"] }
        guard expected.outcome == "ask" else { return parts }
        let direct = Set(expected.offered ?? []).subtracting(expected.refusedDirectly ?? [])
        let offered = Set(own.offered ?? [])
        if !offered.isSubset(of: direct) {
            parts.append("spelt otherwise")
        } else if offered != direct {
            let isRespelt = direct.count == 1 && !["Q7", "Q8"].filter { own.strict?.contains($0) == true }.isEmpty
            parts.append(isRespelt && own.redirected?.isEmpty == false ? "spelt otherwise" : "offered less")
        }
        if expected.proposed != own.proposed { parts.append("proposed") }
        return parts
    }

    /// In strict mode a pick of anything but a redirect, which is marked, ends where and as a direct call to it does, and
    /// is denied where that does not end there; nothing is left out that a direct call leads to.
    @Test(arguments: files)
    func `a pick is what a direct call to the same target gives`(file: String) async throws {
        let lines = try await Self.input(file).split(separator: 0x0A)
        let answers = try await answers(file, "--strict")
        var rest = answers[...]
        var direct: [(prompt: (RecordedAnswer, RecordedAnswer, String), target: String)] = []
        var questions = Data()
        for line in lines {
            var object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            let requests = try #require(object["requests"] as? [[String: Any]])
            var asked: [[String: Any]] = []
            for request in requests {
                let next = rest.popFirst()
                let prompt = try #require(next)
                guard prompt.1.outcome == "ask" else { continue }
                for target in Set(prompt.1.offered ?? []).union(prompt.0.offered ?? []).sorted() {
                    asked.append(request.merging(["target": target]) { $1 })
                    direct.append((prompt, target))
                }
            }
            object["requests"] = asked
            questions += try JSONSerialization.data(withJSONObject: object) + [0x0A]
        }
        let run = try await CommandRun.run(["policy", "eval", "--batch-cases", "--strict"], input: Array(questions))
        let replies = try run.output.utf8.split(separator: 0x0A).flatMap { try Self.decode(Answer.self, $0).results }
        try #require(replies.count == direct.count)
        for ((prompt, target), reply) in zip(direct, replies) {
            let own = prompt.1
            let leads =
                switch reply.outcome {
                case "allow": reply.target == target ? Self.end(reply.wire) : []
                case "ask": (reply.offered ?? []).contains(target) ? Self.end(reply.choices?[target]?.wire) : []
                default: [Substring]()
                }
            if own.offered?.contains(target) == true {
                // The only target of a prompt with target= is what its own rule says.
                let isOnly = own.offered?.count == 1 && reply.rule != own.rule
                #expect(
                    Self.end(own.choices?[target]?.wire) == leads || (isOnly && !leads.isEmpty),
                    "\(prompt.2): \(target)")
            } else if target != "@dispvm", !target.contains("uuid:") {
                let isMarked = own.redirected?.contains(target) == true
                #expect(leads.isEmpty || isMarked || own.autostart == false, "\(prompt.2): \(target)")
            }
        }
    }

    /// Where an answer sends the call, and as whom.
    private static func end(_ wire: String?) -> [Substring] {
        (wire ?? "").split(separator: "\n")
            .filter { line in ["user=", "target=", "target_uuid=", "autostart="].contains { line.hasPrefix($0) } }
    }

    private func answers(_ file: String, _ mode: String) async throws -> [(RecordedAnswer, RecordedAnswer, String)] {
        let input = try await Self.input(file)
        let run = try await CommandRun.run(["policy", "eval", "--batch-cases", mode], input: input)
        #expect(run.code == 0 && run.errors == "")
        let cases = try input.split(separator: 0x0A).map { try Self.decode(Case.self, $0) }
        let answers = try run.output.utf8.split(separator: 0x0A).map { try Self.decode(Answer.self, $0) }
        try #require(!cases.isEmpty && cases.map(\.id) == answers.map(\.id))
        return zip(cases, answers).flatMap { recorded, answer in
            zip(recorded.expected, answer.results).enumerated().map { index, pair in
                (pair.0, pair.1, "case \(recorded.id), request \(index)")
            }
        }
    }

    private static func input(_ file: String) async throws -> [UInt8] {
        file.hasSuffix(".gz")
            ? try await RunningProgram.run("/bin/zcat", [file]).outputBytes : try FileSystem.read(file)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ line: some Sequence<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line))
    }
}
