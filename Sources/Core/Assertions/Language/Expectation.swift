package import Policy

/// `expect allow|ask|deny SERVICE[+ARG] SRC -> DST …`: what becomes of one call, or of each of a set of calls.
package struct Expectation: Hashable, Sendable {
    /// The answer.
    package let outcome: Decision.Outcome
    /// The service.
    package let service: String
    /// The argument with its leading `+`; `+` alone is what is meant when none was written.
    package let argument: String
    /// Who calls.
    package let source: Selector
    /// What the caller asks for.
    package let target: Selector
    /// What else is expected.
    package let details: ExpectationDetails

    package init(
        outcome: Decision.Outcome, service: String, argument: String = "+", source: Selector, target: Selector,
        details: ExpectationDetails = ExpectationDetails()
    ) {
        self.outcome = outcome
        self.service = service
        self.argument = argument
        self.source = source
        self.target = target
        self.details = details
    }
}
