import Foundation
import Machines
import Policy

/// The layout of the cases that were recorded with Qubes' own evaluator.
let recordedLayout = PolicyLayout(directory: "policy.d", runtimeDirectory: "run", legacyDirectory: "legacy")

/// Where the recorded data is.
private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/policy")

/// A policy with what Qubes made of it.
struct RecordedCase: Decodable {
    struct Outcome: Decodable {
        let outcome: String
        let kind: String?
        let file: String?
        let line: Int?
        let rule: Place?
    }

    struct Place: Decodable, Hashable {
        let file: String
        let line: Int?
    }

    let id: String
    let files: [String: String]
    let expected: [Outcome]
    let ruleCount: Int?

    enum CodingKeys: String, CodingKey {
        case id, files, expected
        case ruleCount = "rules_loaded"
    }

    var tree: PolicyTree {
        PolicyTree(
            files.mapValues { Array($0.utf8) }, directories: ["policy.d", "policy.d/include", "run", "legacy"])
    }

    static func all() throws -> [RecordedCase] {
        try Data(contentsOf: folder.appending(path: "cases.jsonl")).split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(RecordedCase.self, from: Data($0)) }
    }
}

/// What Qubes says of single words: for each context the name of its class, or nil when it is a mistake there.
struct RecordedTokens: Decodable {
    let validity: [String: [String: String?]]

    static func read() throws -> RecordedTokens { try JSONDecoder().decode(RecordedTokens.self, from: data()) }

    static func data() throws -> Data { try Data(contentsOf: folder.appending(path: "tokens.json")) }
}

/// Reads files of `policy.d` given as name and text.
func read(
    _ files: KeyValuePairs<String, String>, mode: PolicyMode = .compat, limits: ReadingLimits = ReadingLimits(),
    layout: PolicyLayout = recordedLayout
) -> PolicyReading {
    var contents: [String: [UInt8]] = [:]
    for (name, text) in files { contents[name.contains("/") ? name : "policy.d/\(name)"] = Array(text.utf8) }
    let tree = PolicyTree(contents, directories: ["policy.d", "run", "legacy"])
    return PolicyReader(mode: mode, limits: limits).read(layout, from: tree)
}

/// Reads one file given as bytes.
func read(bytes: [UInt8], mode: PolicyMode = .compat, limits: ReadingLimits = ReadingLimits()) -> PolicyReading {
    PolicyReader(mode: mode, limits: limits).read(
        PolicyLayout(directory: "policy.d"), from: PolicyTree(["policy.d/a.policy": bytes]))
}

/// Reads one line, in a file `a.policy`.
func readLine(_ line: String, mode: PolicyMode = .compat) -> PolicyReading {
    read(bytes: Array(line.utf8), mode: mode)
}

extension PolicyReading {
    /// The rules as lines, with single spaces; nil when there is an error.
    var lines: [String]? {
        rules.map { rules in
            rules.rules.indices.map { rules.line(of: $0).replacing("\t", with: " ") }
        }
    }

    /// Where each rule stands.
    var places: [String] { rules.map { rules in rules.rules.indices.map { rules.place(of: $0) } } ?? [] }

    /// The errors as they are shown.
    var shown: [String] { errors.map(\.problem.description) }

    /// The kinds of the errors.
    var kinds: [PolicyProblem.Kind] { errors.map(\.kind) }
}
