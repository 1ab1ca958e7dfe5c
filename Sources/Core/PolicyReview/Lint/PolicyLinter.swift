import Machines
import Policy

/// Finds rules that can be used and were probably not meant.
package enum PolicyLinter {
    /// Looks at a policy.
    ///
    /// Where it has errors, those are the findings: without rules there is nothing else to look at.
    ///
    /// - Parameter input: The policy, and what is known around it.
    /// - Returns: The findings that no comment allows.
    package static func lint(_ input: LintInput) -> LintReport {
        var findings = input.reading.errors.map { error(of: $0, input) }
        findings += input.reading.warnings.map { warning(of: $0) }
        if let rules = input.reading.rules {
            let context = LintContext(input, rules: rules)
            findings += FileCheck.findings(context)
            let dead = CoverageCheck.findings(context)
            let deadPlaces = Set(dead.map(\.place))
            findings += dead
            // What a rule leaves out does not matter when it is never reached.
            findings += RuleChecks.findings(context)
                .filter { $0.rule != .denyMissesDom0 || !deadPlaces.contains($0.place) }
            findings += WordCheck(context).findings()
            findings += ServiceCheck.findings(context)
            findings += WorldChecks(context)?.findings() ?? []
        }
        return report(united(findings), input)
    }

    private static func error(of problem: PolicyProblem, _ input: LintInput) -> LintFinding {
        let detail = problem.problem
        let fields = fields(of: problem.hasLine ? detail.line : 0, in: input.texts[detail.file])
        // Both are the usual reasons why a line is refused; the reader tells what it stumbled over.
        let rest = fields.dropFirst(5)
        var rule = LintRule.syntax
        var suggestion = detail.suggestion ?? detail.expected
        if rest.contains(where: { $0.first == UInt8(ascii: "#") }) {
            rule = .inlineComment
            suggestion = "put the comment on a line of its own"
        } else if fields.dropFirst(4).contains(where: { $0.contains(UInt8(ascii: ",")) }) {
            rule = .comma
            suggestion = "separate parameters with spaces"
        }
        return LintFinding(
            rule: rule, severity: .error, place: .init(file: detail.file, line: detail.line), message: detail.message,
            suggestion: suggestion)
    }

    private static func warning(of problem: Problem) -> LintFinding {
        let isHidden = problem.message.hasPrefix("the file is not read")
        return LintFinding(
            rule: isHidden ? .runtimeOverride : .reading, severity: .warning,
            place: .init(file: problem.file, line: isHidden ? 0 : problem.line), message: problem.message,
            suggestion: problem.suggestion)
    }

    private static func fields(of line: Int, in bytes: [UInt8]?) -> [ArraySlice<UInt8>] {
        guard let bytes, line > 0 else { return [] }
        let lines = bytes.split(
            maxSplits: line, omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A })
        guard lines.count >= line else { return [] }
        return lines[line - 1].split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// One finding for each place, where an include file gives the same rule for many services.
    private static func united(_ findings: [LintFinding]) -> [LintFinding] {
        struct Key: Hashable {
            let rule: LintRule
            let place: LintFinding.Place
            let severity: LintSeverity
            let message: String?
        }
        var places: [Key: Int] = [:]
        var result: [LintFinding] = []
        for finding in findings {
            // The two names of one rule are two findings.
            let isWord = [.unknownVM, .unknownTag, .emptyTag, .removedTarget, .syntax, .reading].contains(finding.rule)
            let key = Key(
                rule: finding.rule, place: finding.place, severity: finding.severity,
                message: isWord ? finding.message : nil)
            if let place = places[key] {
                result[place].repetitions += 1
            } else {
                places[key] = result.count
                result.append(finding)
            }
        }
        return result
    }

    private static func report(_ findings: [LintFinding], _ input: LintInput) -> LintReport {
        let suppressions = input.texts.sorted { $0.key < $1.key }.flatMap { Suppression.all(in: $1, file: $0) }
        struct Key: Hashable {
            let place: LintFinding.Place
            let rule: LintRule
        }
        var isUsed = [Bool](repeating: false, count: suppressions.count)
        var allowed: [Key: Int] = [:]
        var extra: [LintFinding] = []
        for (number, suppression) in suppressions.enumerated() {
            let place = LintFinding.Place(file: suppression.file, line: suppression.line)
            if let rule = suppression.rule, rule != .syntax, !suppression.reason.isEmpty {
                allowed[Key(place: .init(file: suppression.file, line: suppression.subject), rule: rule)] = number
                continue
            }
            isUsed[number] = true
            let name = suppression.name.sanitizedForDisplay(limit: 40)
            let message =
                suppression.rule == nil
                ? "'\(name)' is not the name of a finding"
                : suppression.rule == .syntax
                    ? "an error cannot be allowed" : "the comment gives no reason"
            extra.append(
                LintFinding(
                    rule: .bareSuppression, severity: .warning, place: place, message: message,
                    suggestion: NearestWord.find(suppression.name, among: LintRule.allCases.map(\.rawValue))))
        }
        let kept = findings.filter { finding in
            guard let number = allowed[Key(place: finding.place, rule: finding.rule)] else { return true }
            isUsed[number] = true
            return false
        }
        for (number, suppression) in suppressions.enumerated() where !isUsed[number] {
            extra.append(
                LintFinding(
                    rule: .unusedSuppression, severity: .note,
                    place: .init(file: suppression.file, line: suppression.line),
                    message: "nothing on the next line needs '\(suppression.name)'", suggestion: "remove the comment"))
        }
        let order = Dictionary(
            (input.reading.rules?.files ?? []).enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let sorted = (kept + extra).sorted { left, right in
            let (first, second) = (order[left.place.file] ?? .max, order[right.place.file] ?? .max)
            if first != second { return first < second }
            if left.place != right.place { return left.place < right.place }
            if left.severity != right.severity { return left.severity > right.severity }
            return (left.rule.rawValue, left.message) < (right.rule.rawValue, right.message)
        }
        return LintReport(findings: sorted, suppressedCount: findings.count - kept.count)
    }
}
