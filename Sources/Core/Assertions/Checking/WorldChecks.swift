import Policy

/// The checks of one policy in all worlds, made when they are first needed.
struct WorldChecks {
    private let checker: AssertionChecker
    private let rules: RuleSet
    private let assertions: AssertionSet
    private var worlds: [String?: WorldCheck] = [:]
    private var flows: [String?: FlowCheck] = [:]

    /// Takes a checker and the statements, with other rules if they are to be tried.
    init(_ checker: AssertionChecker, _ assertions: AssertionSet, rules: RuleSet? = nil) {
        self.checker = checker
        self.assertions = assertions
        self.rules = rules ?? checker.rules
    }

    /// Checks one statement.
    mutating func result(of statement: Statement) -> AssertionResult {
        var result = AssertionResult(statement: statement)
        guard let world = world(statement.world) else {
            result.verdict = .unchecked
            result.notes.append("there is no world '\(statement.world ?? "")'")
            return result
        }
        switch statement.body {
        case .service(let assertion): world.check(assertion, &result)
        case .relation(let relation): world.check(relation, &result)
        case .expectation(let expectation): world.check(expectation, &result)
        case .neverTags(let tags): world.checkNeverTags(tags, &result)
        case .flow(let assertion): flow(statement.world, world).check(assertion, &result)
        case .wall(let wall): flow(statement.world, world).check(wall, &result)
        case .labelCheck(let check): flow(statement.world, world).check(check, of: assertions, &result)
        case .levels, .integrityLevels, .compartments, .label, .trust, .exemption, .world, .acceptedChange: break
        }
        return result
    }

    /// The check of one world; nil when there is none of that name.
    mutating func world(_ name: String?) -> WorldCheck? {
        if let check = worlds[name] { return check }
        guard let world = checker.world(of: name) else { return nil }
        let check = WorldCheck(rules, world: world, mode: checker.mode, limits: checker.limits)
        worlds[name] = check
        return check
    }

    private mutating func flow(_ name: String?, _ world: WorldCheck) -> FlowCheck {
        if let check = flows[name] { return check }
        let check = FlowCheck(world, services: checker.services, options: checker.options, assertions: assertions)
        flows[name] = check
        return check
    }
}

extension StatementBody {
    /// Whether its check builds a flow graph.
    var needsFlows: Bool {
        switch self {
        case .flow, .wall, .labelCheck: true
        default: false
        }
    }
}
