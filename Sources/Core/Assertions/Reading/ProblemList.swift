import Machines

/// Problems up to a limit, and the number of the rest.
struct ProblemList {
    private(set) var problems: [Problem] = []
    private(set) var untoldCount = 0
    private(set) var hasError = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ problem: Problem) {
        if problem.severity == .error { hasError = true }
        if problems.count < limit { problems.append(problem) } else { untoldCount += 1 }
    }

    mutating func add(
        _ message: String, at place: AssertionPlace, expected: String? = nil, suggestion: String? = nil,
        severity: Problem.Severity = .error
    ) {
        add(
            Problem(
                file: place.file, position: place.position, severity: severity, message: message, expected: expected,
                suggestion: suggestion))
    }
}
