import Policy

/// Changes one rule after the other and looks whether a statement notices: what a test is worth is what it catches.
package struct MutationAnalysis: Sendable {
    private let checker: AssertionChecker
    private let assertions: AssertionSet
    /// The statements that hold, those first that cost least.
    private let statements: [Statement]

    /// Prepares the changes of a policy.
    ///
    /// - Parameters:
    ///   - checker: The policy and its worlds.
    ///   - assertions: The statements.
    ///   - report: What the checker made of them: only what holds can notice a change.
    package init(_ checker: AssertionChecker, _ assertions: AssertionSet, _ report: AssertionReport) {
        self.checker = checker
        self.assertions = assertions
        let held = report.results.enumerated().filter { $0.element.verdict == .holds }
        statements =
            held.sorted { ($0.element.examinedCount, $0.offset) < ($1.element.examinedCount, $1.offset) }
            .map(\.element.statement)
    }

    /// Tries every change, in the order of the rules.
    ///
    /// - Returns: What became of each; the same for the same policy, statements and worlds.
    package func run() -> MutationReport {
        let mutants = checker.rules.rules.indices.lazy.flatMap { Mutant.all(of: $0, in: checker.rules) }
        var report = MutationReport()
        var graphs = 0
        var tried = 0
        for mutant in mutants {
            guard tried < checker.limits.mutants else {
                report.untriedCount += 1
                continue
            }
            tried += 1
            attempt(mutant, &report, &graphs)
        }
        return report
    }

    private func attempt(_ mutant: Mutant, _ report: inout MutationReport, _ graphs: inout Int) {
        let service = checker.rules.rules[mutant.rule].service.map { checker.rules.vocabulary[$0] }
        let (before, number) = relevant(to: mutant.rule)
        let after = Mutant(rule: number, change: mutant.change).applied(to: before)
        var changed = WorldChecks(checker, assertions, rules: after)
        for statement in statements where !statement.body.needsFlows && statement.body.concerns(service) {
            if changed.result(of: statement).verdict == .broken {
                report.killed.append(MutationReport.Kill(mutant: mutant, by: statement.place))
                return
            }
        }
        let survivor: MutationReport.Survivor
        switch difference(mutant, before, after, service) {
        case .none: return report.equivalent.append(mutant)
        case .tooLong: return report.untriedCount += 1
        case .found(let found): survivor = found
        }
        let flows = statements.filter(\.body.needsFlows)
        if !flows.isEmpty {
            guard graphs < checker.limits.mutantGraphs else {
                report.untriedCount += 1
                return
            }
            graphs += 1
            var whole = WorldChecks(checker, assertions, rules: mutant.applied(to: checker.rules))
            for statement in flows where whole.result(of: statement).verdict == .broken {
                report.killed.append(MutationReport.Kill(mutant: mutant, by: statement.place))
                return
            }
        }
        report.survivors.append(survivor)
    }

    /// The rules that have a say in the calls of a rule, and its number among them.
    private func relevant(to number: Int) -> (RuleSet, Int) {
        guard let service = checker.rules.rules[number].service else { return (checker.rules, number) }
        var rules = checker.rules
        var place = 0
        rules.rules = []
        for (index, rule) in checker.rules.rules.enumerated() where rule.service == nil || rule.service == service {
            if index == number { place = rules.rules.count }
            if index < checker.rules.lockedCount { rules.lockedCount = rules.rules.count + 1 }
            rules.rules.append(rule)
        }
        if checker.rules.lockedCount == 0 { rules.lockedCount = 0 }
        return (rules, place)
    }

    /// What a search for a difference gives.
    private enum Search {
        case none
        case found(MutationReport.Survivor)
        case tooLong
    }

    /// A call that the change makes a difference to, by somebody who is there if possible.
    private func difference(_ mutant: Mutant, _ before: RuleSet, _ after: RuleSet, _ service: String?) -> Search {
        var names: [String?] = [nil]
        for statement in statements where !names.contains(statement.world) { names.append(statement.world) }
        var left = checker.limits.callsPerMutant
        for name in names {
            guard let world = checker.world(of: name) else { continue }
            let old = WorldCheck(before, world: world, mode: checker.mode, limits: checker.limits)
            let new = WorldCheck(after, world: world, mode: checker.mode, limits: checker.limits)
            for (before, after, isActual) in [(old.actual, new.actual, true), (old.policy, new.policy, false)] {
                if let found = firstDifference(before, after, old, service, &left) {
                    return .found(survivor(mutant, old, found, canBeNamed: isActual && name == nil))
                }
                if left <= 0 { return .tooLong }
            }
        }
        return .none
    }

    /// A call with the two answers.
    private struct Difference {
        var request: PolicyRequest
        var answer: Answer
        var changed: Answer
    }

    private func firstDifference(
        _ old: CompiledPolicy, _ new: CompiledPolicy, _ check: WorldCheck, _ service: String?, _ left: inout Int
    ) -> Difference? {
        let pattern = CallPattern(service: service)
        let targets = Self.targets(in: old.world)
        for service in check.space.services(pattern) {
            for argument in check.space.arguments(pattern, of: service) {
                for source in old.world.domains {
                    guard let number = check.checked.world.index(named: source.name) else { continue }
                    left -= targets.count
                    guard left > 0 else { return nil }
                    // A call to oneself is always refused in the end: it is the last thing to show to anybody.
                    for target in targets.filter({ $0 != source.name }) + [source.name] {
                        let request = check.checked.request(
                            service: service, argument: argument, source: number, target: target)
                        let answer = Answer(old.decide(request), of: old)
                        let changed = Answer(new.decide(request), of: new)
                        if answer != changed { return Difference(request: request, answer: answer, changed: changed) }
                    }
                }
            }
        }
        return nil
    }

    /// Everything that can be asked for.
    private static func targets(in world: World) -> [String] {
        world.domains.map(\.name) + ["@default", "@dispvm", "@adminvm"]
            + world.domains.filter(\.isDisposableTemplate).map { "@dispvm:" + $0.name }
    }

    private func survivor(
        _ mutant: Mutant, _ check: WorldCheck, _ difference: Difference, canBeNamed: Bool
    ) -> MutationReport.Survivor {
        let (request, answer, changed) = (difference.request, difference.answer, difference.changed)
        let source = request.requestedSource ?? request.source
        let caller = check.checked.world.index(named: source).map { check.checked.name(of: $0) } ?? source
        var expectation: String?
        if canBeNamed {
            let target: SelectorTerm =
                switch request.target {
                case "@default": .unspecified
                case "@dispvm": .disposables
                case "@adminvm": .adminVM
                case let word where word.hasPrefix("@dispvm:"): .disposablesOf(String(word.dropFirst(8)))
                default: .name(request.target)
                }
            let body = StatementBody.expectation(
                Expectation(
                    outcome: answer.outcome, service: request.service, argument: request.argument,
                    source: Selector(.name(source)), target: Selector(target),
                    details: answer.outcome == changed.outcome ? answer.details : ExpectationDetails()))
            expectation = body.canonicalText
        }
        return MutationReport.Survivor(
            mutant: mutant, place: checker.rules.place(of: mutant.rule),
            line: checker.rules.line(of: mutant.rule).replacingTabs, request: request, caller: caller,
            answer: answer.text, changedAnswer: changed.text, expectation: expectation)
    }
}

extension StatementBody {
    /// Whether a change of a rule for this service can change the result; nil is a rule for all services.
    func concerns(_ service: String?) -> Bool {
        func concerns(_ own: String?) -> Bool { own == nil || service == nil || own == service }
        return switch self {
        case .expectation(let expectation): concerns(expectation.service)
        case .service(let assertion): concerns(assertion.service.service)
        case .relation(let relation): concerns(relation.service.service)
        case .flow, .wall, .labelCheck: true
        default: false
        }
    }
}

extension String {
    /// The text with a space for each tab.
    var replacingTabs: String { String(map { $0 == "\t" ? " " : $0 }) }
}
