import JSONText

/// What became of a prompt.
struct CallAnswer: Sendable {
    let offered: [String]
    /// What was picked; nil when the answer was no, or there was none.
    let chosen: String?
    let durationMilliseconds: UInt64
    /// Who answered: `uid 0`, `remembered answer 7`, `nobody`.
    let by: String

    var json: JSONValue {
        .object([
            "offered": .strings(offered), "chosen": .optional(chosen ?? ""), "ms": .number(durationMilliseconds),
            "by": .string(by),
        ])
    }
}
