import Machines
package import Policy

/// A call that breaks a statement, with what the policy answers.
package struct CallWitness: Hashable, Sendable {
    /// Something that is not as expected.
    package struct Difference: Hashable, Sendable {
        /// What: `outcome`, or a key of an expectation.
        package let key: String
        /// What the statement says.
        package let expected: String
        /// What the policy says.
        package let found: String

        package init(_ key: String, expected: String, found: String) {
            self.key = key
            self.expected = expected
            self.found = found
        }
    }

    /// The call.
    package let request: PolicyRequest
    /// Who calls, as it is shown: `@dispvm:web` for any disposable of that template.
    package let caller: String
    /// The answer.
    package let outcome: Decision.Outcome
    /// Why it is denied.
    package let denial: DenialKind?
    /// Where the call ends, or what its prompt offers, as far as it breaks the statement.
    package let reached: String?
    /// The number of the rule that decides, or that offers the choice.
    package let rule: Int?
    /// Where that rule stands.
    package let place: String?
    /// What is not as expected; empty where the call as such is the mistake.
    package let differences: [Difference]

    package init(
        request: PolicyRequest, caller: String, outcome: Decision.Outcome, denial: DenialKind? = nil,
        reached: String? = nil, rule: Int? = nil, place: String? = nil, differences: [Difference] = []
    ) {
        self.request = request
        self.caller = caller
        self.outcome = outcome
        self.denial = denial
        self.reached = reached
        self.rule = rule
        self.place = place
        self.differences = differences
    }

    /// The call: `qubes.Filecopy+ work -> vault`.
    package var call: String {
        let target = request.target.isEmpty ? "@default" : request.target
        return (request.service + request.argument).sanitizedForDisplay(limit: 200)
            + " \(caller.sanitizedForDisplay(limit: 64)) -> \(target.sanitizedForDisplay(limit: 80))"
    }

    /// The call and the answer on one line.
    package var summary: String {
        var text = call + ": " + outcome.word
        if let denial { text += " (\(denial.rawValue))" }
        if let reached, reached != request.target { text += " to \(reached.sanitizedForDisplay(limit: 80))" }
        if let place { text += " by \(place.sanitizedForDisplay(limit: 256))" }
        for difference in differences where difference.key != "outcome" {
            text += "; \(difference.key) is \(difference.found.sanitizedForDisplay(limit: 200))"
            text += ", expected \(difference.expected.sanitizedForDisplay(limit: 200))"
        }
        if let difference = differences.first(where: { $0.key == "outcome" }) {
            text += "; expected \(difference.expected)"
        }
        return text
    }
}
