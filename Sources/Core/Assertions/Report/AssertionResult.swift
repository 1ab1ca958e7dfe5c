import Machines

/// What became of one statement.
package struct AssertionResult: Hashable, Sendable {
    /// The four outcomes.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The policy is as the statement says.
        case holds
        /// It is not; there is a witness.
        case broken
        /// The statement speaks of nothing that there is, and so says nothing.
        case vacuous
        /// It was not checked: its world is missing, or it asks for more than may be spent on it.
        case unchecked
    }

    /// The statement.
    package let statement: Statement
    /// What became of it.
    package var verdict: Verdict
    /// What breaks it, the first few.
    package var witnesses: [AssertionWitness] = []
    /// How many things break it.
    package var witnessCount = 0
    /// How many calls or pairs of places were looked at.
    package var examinedCount = 0
    /// Words that mean nothing here, and why it is vacuous or unchecked.
    package var notes: [String] = []
    /// The rules that decided a call that the statement speaks of.
    package var rules: Set<Int> = []

    package init(statement: Statement, verdict: Verdict = .holds) {
        self.statement = statement
        self.verdict = verdict
    }

    /// Whether a policy is refused for it.
    package var isRefusal: Bool {
        (verdict == .broken || verdict == .unchecked) && statement.severity == .error
    }

    /// What a person is told of it on one line; nil when there is nothing to tell.
    package var message: String? {
        let text = statement.text.sanitizedForDisplay(limit: 200)
        var message: String
        switch verdict {
        case .holds:
            guard let note = notes.first else { return nil }
            return "'\(text)': \(note)"
        case .broken: message = "broken: '\(text)'" + (witnesses.first.map { ": " + $0.summary } ?? "")
        case .vacuous: message = "says nothing: '\(text)'" + (notes.first.map { ": " + $0 } ?? "")
        case .unchecked: message = "was not checked: '\(text)'" + (notes.first.map { ": " + $0 } ?? "")
        }
        if witnessCount > 1 { message += " (and \(witnessCount - 1) more)" }
        if let reason = statement.reason { message += " (\(reason.sanitizedForDisplay(limit: 200)))" }
        return message
    }

    mutating func add(_ witness: AssertionWitness, limit: Int) {
        verdict = .broken
        witnessCount += 1
        if witnesses.count < limit { witnesses.append(witness) }
    }
}
