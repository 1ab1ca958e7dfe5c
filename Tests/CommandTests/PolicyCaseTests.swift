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
        }
    }

    @Test(arguments: files)
    func `strict mode says of every other answer which of its rules made it`(file: String) async throws {
        for (expected, own, place) in try await answers(file, "--strict") {
            let parts = expected.differences(own).filter { !$0.contains(" of ") && $0 != "offered" && $0 != "proposed" }
            let direct = Set(expected.offered ?? []).subtracting(expected.refusedDirectly ?? [])
            let isSameList = expected.outcome != "ask" || direct == Set(own.offered ?? [])
            if parts.isEmpty, isSameList { continue }
            #expect(own.strict?.isEmpty == false, "\(place): \(parts) \(own)")
            let opens = own.outcome == "allow" && expected.outcome != "allow"
            #expect(
                !opens || own.strict?.contains { ["Q3", "Q4", "Q9"].contains($0) } == true,
                "\(place): strict mode opens nothing else")
        }
    }

    private func answers(_ file: String, _ mode: String) async throws -> [(RecordedAnswer, RecordedAnswer, String)] {
        let input: [UInt8]
        if file.hasSuffix(".gz") {
            input = try await RunningProgram.run("/bin/zcat", [file]).outputBytes
        } else {
            input = try FileSystem.read(file)
        }
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

    private static func decode<Value: Decodable>(_ type: Value.Type, _ line: some Sequence<UInt8>) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line))
    }
}
