package import Machines

/// What a policy makes of all assertions.
package struct AssertionReport: Hashable, Sendable {
    /// One result for each statement that can be checked, in order.
    package let results: [AssertionResult]

    package init(results: [AssertionResult]) { self.results = results }

    /// Whether a policy that must keep them is refused: something is broken, or could not be checked, and is no warning.
    package var isBroken: Bool { results.contains(where: \.isRefusal) }

    /// How many results have this verdict.
    package func count(_ verdict: AssertionResult.Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// What a person should know of: everything broken, empty or unchecked, at the place of its statement.
    package var problems: [Problem] {
        results.compactMap { result in
            guard let message = result.message else { return nil }
            return Problem(
                file: result.statement.place.file, position: result.statement.place.position,
                severity: result.isRefusal ? .error : .warning, message: message)
        }
    }
}
