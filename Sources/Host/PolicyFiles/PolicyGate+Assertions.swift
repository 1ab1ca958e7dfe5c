import Assertions
import Definitions
import FlowAnalysis
import Machines
import Policy
import WorldFiles

extension PolicyGate {
    /// The gate that a policy of this program passes: every assertion is held against its rules and its VMs.
    package static let assertions = PolicyGate { question in
        let texts = question.assertions.map { AssertionText(path: $0.path, bytes: $0.bytes) }
        let reading = AssertionReader().read(texts)
        var problems = reading.problems
        if reading.untoldProblemCount > 0 {
            problems.append(untold(reading.untoldProblemCount, reading.assertions == nil ? .error : .warning))
        }
        // Of a service that no file describes the worst is assumed.
        let services = ServiceMapReader.read(question.services.map { SourceFile(path: $0.path, bytes: $0.bytes) })
        problems += services.problems
        guard let assertions = reading.assertions, let services = services.map else {
            return Answer(count: 0, problems: problems)
        }
        var worlds: [String: World] = [:]
        for named in assertions.worlds {
            do throws(Problem) {
                worlds[named.name] = try world(named, question)
            } catch {
                problems.append(error)
            }
        }
        let policy = question.policy
        var options = FlowOptions()
        options.decidesNetwork = FlowGraph.decidesNetwork(policy.rules)
        let checker = AssertionChecker(
            rules: policy.rules, world: policy.world, mode: policy.mode, services: services, options: options,
            worlds: worlds)
        let report = checker.check(assertions)
        return Answer(count: report.results.count, problems: problems + report.results.compactMap(problem))
    }

    /// The most steps of a path that a problem shows.
    private static let stepLimit = 16

    /// What a person should know of one statement; of a path that breaks it every step, with the rule that allows it.
    private static func problem(_ result: AssertionResult) -> Problem? {
        guard var message = result.message else { return nil }
        let steps = result.witnesses.first?.steps ?? []
        if !steps.isEmpty {
            message += " [" + steps.prefix(stepLimit).joined(separator: "; ")
            message += steps.count > stepLimit ? "; and \(steps.count - stepLimit) more]" : "]"
        }
        return Problem(
            file: result.statement.place.file, position: result.statement.place.position,
            severity: result.isRefusal ? .error : .warning, message: message)
    }

    private static func world(_ named: NamedWorld, _ question: Question) throws(Problem) -> World {
        func problem(_ message: String) -> Problem {
            Problem(file: named.place.file, position: named.place.position, message: message)
        }
        let name = named.name.sanitizedForDisplay(limit: 256)
        switch question.worldFile(named.name) {
        case .success(let bytes?): return try WorldFile.read(bytes, file: named.name, newUUID: StableUUID.ofMachine)
        case .success(nil): throw problem("there is no file \(name) with the VMs")
        case .failure(let error): throw problem("\(name) cannot be read: \(error.reason)")
        }
    }

    private static func untold(_ count: Int, _ severity: Problem.Severity) -> Problem {
        Problem(
            file: "assertions.d", position: .start, severity: severity, message: "\(count) more problems are not told")
    }
}
