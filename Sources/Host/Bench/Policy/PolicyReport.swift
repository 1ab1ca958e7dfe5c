/// What the bench of policies has found.
struct PolicyReport: BenchReport, Codable, Sendable {
    /// One size of a policy and of a world.
    struct Size: Codable, Sendable {
        let rules: Int
        let machines: Int
        /// From the bytes of all files to rules.
        let readMilliseconds: Double
        /// From rules to a policy that decides.
        let compileMilliseconds: Double
        /// After one VM has got a tag.
        let tagChangeMilliseconds: Double
        /// A call that is allowed or denied; the mean over many.
        let decideNanoseconds: Double?
        /// A call that no rule matches.
        let unmatchedNanoseconds: Double?
        /// The call that takes longest, of those measured.
        let slowestNanoseconds: Double?
        /// A call that leads to a prompt, with its choices.
        let askNanoseconds: Double?
        let choicesPerAsk: Double?
        /// The same calls by reading rule after rule.
        let ruleByRuleNanoseconds: Double?
        /// How often a call that is allowed or denied asks for memory.
        let allocationsPerDecision: Double?
    }

    /// Who reaches whom in a flow graph.
    struct Closure: Codable, Sendable {
        let rules: Int
        let machines: Int
        let nodes: Int
        /// From a policy to the graph.
        let buildMilliseconds: Double
        /// From the graph to who is next to whom, for one sort of question.
        let prepareMilliseconds: Double
        /// All pairs.
        let closureMilliseconds: Double
    }

    /// Two policies against each other.
    struct Difference: Codable, Sendable {
        let rules: Int
        let machines: Int
        /// How many differences there are, each with a witness.
        let found: Int
        let directMilliseconds: Double
        /// Who reaches whom over others, and did not.
        let transitiveMilliseconds: Double
    }

    /// Questions about a whole policy.
    struct Analysis: Codable, Sendable {
        let closure: Closure
        let differences: [Difference]
    }

    /// The command that printed this.
    let command: String
    let sizes: [Size]
    let analysis: Analysis

    private static let columns = [
        "rules", "VMs", "read ms", "compile ms", "tag ms", "decide ns", "unmatched", "slowest", "ask µs", "choices",
        "rule by rule", "ratio", "malloc",
    ]

    var table: String {
        var lines = ["$ \(command)", "", row(Self.columns)]
        for size in sizes {
            let ratio = size.ruleByRuleNanoseconds.flatMap { slow in size.decideNanoseconds.map { slow / $0 } }
            lines.append(
                row([
                    "\(size.rules)", "\(size.machines)", text(size.readMilliseconds, 2),
                    text(size.compileMilliseconds, 2), text(size.tagChangeMilliseconds, 2),
                    text(size.decideNanoseconds, 0), text(size.unmatchedNanoseconds, 0),
                    text(size.slowestNanoseconds, 0), text(size.askNanoseconds.map { $0 / 1_000 }, 2),
                    text(size.choicesPerAsk, 1), text(size.ruleByRuleNanoseconds, 0), text(ratio, 0),
                    text(size.allocationsPerDecision, 2),
                ]))
        }
        let closure = analysis.closure
        lines += [
            "",
            "Flow graph of \(closure.rules) rules and \(closure.machines) VMs, \(closure.nodes) nodes: built in "
                + "\(text(closure.buildMilliseconds, 1)) ms, prepared for a question in "
                + "\(text(closure.prepareMilliseconds, 2)) ms, closure of all pairs in "
                + "\(text(closure.closureMilliseconds, 2)) ms",
        ]
        for difference in analysis.differences {
            lines.append(
                "Two policies of \(difference.rules) rules, \(difference.machines) VMs, \(difference.found) differences: "
                    + "direct in \(text(difference.directMilliseconds, 0)) ms, over other VMs in "
                    + "\(text(difference.transitiveMilliseconds, 0)) ms")
        }
        lines += [
            "",
            "Targets: read and compile 10,000 rules in less than 10 ms; decide in less than 1,000 ns, whatever the",
            "number of rules, without asking for memory; a prompt's choices in less than 10 µs; the closure in less",
            "than 10 ms; a difference in less than 1,000 ms.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ cells: [String]) -> String {
        cells.enumerated().map { $1.leftPadded(to: $0 == 1 ? 5 : 11) }.joined(separator: " ")
    }

    private func text(_ value: Double?, _ digits: Int) -> String {
        value.map { Spread.text($0, digits: digits) } ?? "-"
    }
}
