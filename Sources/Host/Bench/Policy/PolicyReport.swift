import FoundationEssentials

/// What the bench of policies has found.
struct PolicyReport: Codable, Sendable {
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

    /// The command that printed this.
    let command: String
    let sizes: [Size]

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }

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
        lines += [
            "",
            "Targets: read and compile 10,000 rules in less than 10 ms; decide in less than 1,000 ns, whatever the",
            "number of rules, without asking for memory; a prompt's choices in less than 10 µs.",
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
