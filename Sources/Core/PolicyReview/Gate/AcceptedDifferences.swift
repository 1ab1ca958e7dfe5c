package import Machines

/// Differences that somebody has looked at and accepted, with the reasons.
///
/// A file of lines `accept WHAT REASON`, where WHAT is a difference's name or `KIND:CALL:SOURCE:TARGET` with `*` for any
/// text. A call is written `SERVICE+ARGUMENT`; `SERVICE+*` is every argument that no rule names.
package struct AcceptedDifferences: Sendable {
    /// The most lines that are read.
    private static let maximumCount = 10_000

    private let patterns: [AcceptedPattern]
    /// What is wrong with the file.
    package let problems: [Problem]

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - file: Its name, for problems.
    package init(_ bytes: [UInt8], file: String) {
        var patterns: [AcceptedPattern] = []
        var problems: [Problem] = []
        let lines = bytes.split(
            maxSplits: Self.maximumCount, omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A })
        for (index, line) in lines.enumerated() {
            func problem(_ message: String, _ expected: String) {
                problems.append(
                    Problem(
                        file: file, position: SourcePosition(line: index + 1, column: 1), message: message,
                        expected: expected))
            }
            if index == Self.maximumCount {
                problem("the list is longer than \(Self.maximumCount) lines", "fewer, with patterns")
                break
            }
            let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }.map {
                String(decoding: $0, as: UTF8.self)
            }
            guard let verb = words.first, !verb.hasPrefix("#") else { continue }
            guard verb == "accept" else {
                problem("'\(verb.sanitizedForDisplay(limit: 40))' is no word of this list", "accept WHAT REASON")
                continue
            }
            guard words.count > 2 else {
                problem("the line gives no reason", "accept WHAT REASON")
                continue
            }
            let reason = words.dropFirst(2).joined(separator: " ")
            guard let pattern = AcceptedPattern(words[1], line: index + 1, reason: reason) else {
                problem(
                    "'\(words[1].sanitizedForDisplay(limit: 80))' names no difference",
                    "a name as d0123456789ab, or KIND:CALL:SOURCE:TARGET")
                continue
            }
            patterns.append(pattern)
        }
        self.patterns = patterns
        self.problems = problems
    }

    /// Whether every call of a difference is accepted.
    package func accepts(_ difference: PolicyDifference) -> Bool {
        covers(
            difference.identifier, kind: difference.kind.rawValue, calls: difference.calls.map(\.key),
            sources: difference.sources, targets: difference.targets)
    }

    /// Whether every pair of a difference is accepted; its kind is `newly-reachable`, its call the level.
    package func accepts(_ difference: ReachDifference) -> Bool {
        covers(
            difference.identifier, kind: "newly-reachable", calls: [difference.level.rawValue],
            sources: difference.sources, targets: difference.targets)
    }

    private func covers(
        _ identifier: String, kind: String, calls: [String], sources: [String], targets: [String]
    ) -> Bool {
        if patterns.contains(where: { $0.subject == .identifier(identifier) }) { return true }
        return calls.allSatisfy { call in
            sources.allSatisfy { source in
                let globs = patterns.compactMap { pattern -> String? in
                    guard case .glob(let ofKind, let ofCall, let ofSource, let target) = pattern.subject,
                        AcceptedPattern.matches(ofKind, kind), AcceptedPattern.matches(ofCall, call),
                        AcceptedPattern.matches(ofSource, source)
                    else { return nil }
                    return target
                }
                return !globs.isEmpty
                    && targets.allSatisfy { target in globs.contains { AcceptedPattern.matches($0, target) } }
            }
        }
    }
}
