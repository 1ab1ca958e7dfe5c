import Assertions
import FlowAnalysis
import Machines
import Policy
import JSONText

extension TestTranscript {
    /// The report as JSON.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "statements": .array(report.results.map(\.json)), "broken": .bool(report.isBroken),
            "summary": .object(
                Dictionary(
                    uniqueKeysWithValues: AssertionResult.Verdict.allCases.map {
                        ($0.rawValue, JSONValue.number(UInt64(report.count($0))))
                    })),
        ]
        if let coverage { members["coverage"] = json(coverage) }
        if let mutations { members["mutations"] = json(mutations) }
        return .object(members)
    }

    private func json(_ coverage: RuleCoverage) -> JSONValue {
        .object([
            "rules": .number(UInt64(coverage.ruleCount)), "exercised": .number(UInt64(coverage.exercised.count)),
            "by_expectations": places(coverage.byExpectations.sorted()),
            "by_assertions": places(coverage.byAssertions.sorted()), "unexercised": places(coverage.unexercised),
        ])
    }

    private func json(_ mutations: MutationReport) -> JSONValue {
        .object([
            "noticed": .number(UInt64(mutations.killed.count)),
            "without_effect": .number(UInt64(mutations.equivalent.count)),
            "untried": .number(UInt64(mutations.untriedCount)),
            "percent": mutations.percent.map { .number(UInt64($0)) } ?? .null,
            "survivors": .array(
                mutations.survivors.map { survivor in
                    .object([
                        "place": .string(survivor.place), "line": .string(survivor.line),
                        "change": .string(survivor.mutant.change.text), "request": survivor.request.json,
                        "answer": .string(survivor.answer), "changed_answer": .string(survivor.changedAnswer),
                        "expectation": survivor.expectation.map { .string($0) } ?? .null,
                    ])
                }),
        ])
    }

    private func places(_ numbers: [Int]) -> JSONValue { .strings(numbers.map { rules.place(of: $0) }) }
}

extension PolicyRequest {
    /// The call.
    var json: JSONValue {
        .object([
            "service": .string(service), "argument": .string(argument), "source": .string(source),
            "target": .string(target), "requested_source": requestedSource.map { .string($0) } ?? .null,
        ])
    }
}

extension AssertionResult {
    fileprivate var json: JSONValue {
        .object([
            "file": .string(statement.place.file), "line": .number(UInt64(statement.place.position.line)),
            "text": .string(statement.text), "world": statement.world.map { .string($0) } ?? .null,
            "severity": .string(statement.severity.rawValue), "reason": statement.reason.map { .string($0) } ?? .null,
            "verdict": .string(verdict.rawValue), "examined": .number(UInt64(examinedCount)),
            "notes": .strings(notes), "witnesses": .array(witnesses.map(\.json)),
            "witness_count": .number(UInt64(witnessCount)),
        ])
    }
}

extension AssertionWitness {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["summary": .string(summary)]
        switch self {
        case .call(let call):
            members["request"] = call.request.json
            members["caller"] = .string(call.caller)
            members["outcome"] = .string(call.outcome.word)
            members["rule"] = call.place.map { .string($0) } ?? .null
            members["differences"] = .array(
                call.differences.map {
                    .object(["key": .string($0.key), "expected": .string($0.expected), "found": .string($0.found)])
                })
        case .path(let path), .label(let path, _, _): members["path"] = path.json
        case .wall(let verdict):
            members["node"] = .string(verdict.node.name)
            members["sides"] = .array(
                verdict.meetings.map { .object(["side": .string($0.side), "path": $0.path?.json ?? .null]) })
        case .missingCall, .missingPath, .tags: break
        }
        return .object(members)
    }
}

extension FlowPath {
    fileprivate var json: JSONValue {
        .array(
            edges.map { edge in
                .object([
                    "source": .string(edge.source.name), "target": .string(edge.target.name),
                    "kind": .string(edge.kind.word), "request": edge.call?.request.json ?? .null,
                    "rule": edge.call.map { .string($0.place) } ?? .null,
                ])
            })
    }
}
