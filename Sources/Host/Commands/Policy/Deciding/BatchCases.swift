import Machines
import Policy
import PolicyFiles
import WorldFiles
import JSONText

/// Cases on standard input, one JSON object on each line: a policy's files, the VMs, and requests.
///
/// Each is answered with one line: `{"id": …, "results": [DECISION, …]}`. Only one case is held in memory.
struct BatchCases {
    /// The longest line, in bytes.
    static let lineLimit = 256 << 20

    let mode: PolicyMode

    /// The answer to one case.
    ///
    /// - Parameters:
    ///   - line: The case as JSON.
    ///   - number: Which line of the input it is, from 1.
    /// - Returns: The answer on one line, without a newline.
    /// - Throws: ``CommandFailure`` when the line is no case.
    func answer(_ line: [UInt8], number: Int) throws(CommandFailure) -> String {
        do throws(NoCase) {
            return try answer(line)
        } catch {
            throw CommandFailure(
                "line \(number) of standard input is no case: \(error.reason)",
                advice: "a case is an object with 'id', 'files', 'system_info' and 'requests'", code: 2)
        }
    }

    private func answer(_ line: [UInt8]) throws(NoCase) -> String {
        let node: JSONNode
        do {
            node = try JSONReader.read(line)
        } catch {
            throw NoCase("\(error.message) at byte \(error.offset)")
        }
        guard let identifier = node["id"].flatMap(Self.identifier) else { throw NoCase("it has no 'id'") }
        guard case .object(let files)? = node["files"]?.value else { throw NoCase("it has no 'files'") }
        guard case .array(let requests)? = node["requests"]?.value else { throw NoCase("it has no 'requests'") }
        var contents: [String: [UInt8]] = [:]
        for file in files {
            guard case .string(let text) = file.node.value else { throw NoCase("a file is no text") }
            contents[file.key] = Array(text.utf8)
        }
        let world: World
        do {
            guard let info = node["system_info"] else { throw NoCase("it has no 'system_info'") }
            world = try WorldFile.world(of: info, newUUID: StableUUID.ofMachine)
        } catch let failure as JSONFailure {
            throw NoCase("\(failure.message) at byte \(failure.offset)")
        } catch {
            throw NoCase("it has no 'system_info'")
        }
        let results = try results(contents, world, requests)
        return JSONValue.object(["id": identifier, "results": .array(results)]).line
    }

    private func results(
        _ files: [String: [UInt8]], _ world: World, _ requests: [JSONNode]
    ) throws(NoCase) -> [JSONValue] {
        let tree = PolicyTree(files, directories: ["policy.d", "policy.d/include", "run", "legacy"])
        let layout = PolicyLayout(directory: "policy.d", runtimeDirectory: "run", legacyDirectory: "legacy")
        let reading = PolicyReader(mode: mode).read(layout, from: tree)
        guard let rules = reading.rules else {
            let error = Self.error(reading)
            return requests.map { _ in error }
        }
        let policy = CompiledPolicy(rules: rules, world: world, mode: mode)
        var results: [JSONValue] = []
        for node in requests {
            guard let request = RequestDocument.request(of: node) else { throw NoCase("a request is none") }
            results.append(
                DecisionDocument(policy: policy, request: request, decision: policy.decide(request)).value)
        }
        return results
    }

    private static func error(_ reading: PolicyReading) -> JSONValue {
        guard let first = reading.errors.first else { return .object(["outcome": .string("error")]) }
        return .object([
            "outcome": .string("error"), "kind": .string(first.kind.rawValue), "file": .string(first.problem.file),
            "line": first.hasLine ? .number(UInt64(first.problem.line)) : .null,
            "message": .string(first.problem.description),
        ])
    }

    private static func identifier(_ node: JSONNode) -> JSONValue? {
        switch node.value {
        case .string(let text): .string(text)
        case .number(let text): UInt64(text).map { .number($0) } ?? .string(text)
        case .null, .bool, .array, .object: nil
        }
    }

    /// What is wrong with a line.
    private struct NoCase: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }
}
