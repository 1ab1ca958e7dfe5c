package import FlowAnalysis
package import Policy

/// Holds assertions against a policy.
///
/// What assertions say of calls is decided for every VM and disposable that there is and every service and argument that
/// rules can tell apart, so a statement that holds has no exception in its world.
package struct AssertionChecker: Sendable {
    /// The policy.
    package let rules: RuleSet
    /// The VMs that there are.
    package let world: World
    /// Which language is followed.
    package let mode: PolicyMode
    /// What is assumed of the services.
    package let services: ServiceMap
    /// How the flow graph is built.
    package let options: FlowOptions
    /// The worlds that `world` lines name.
    package let worlds: [String: World]
    /// What the check may cost.
    package let limits: CheckingLimits

    package init(
        rules: RuleSet, world: World, mode: PolicyMode = .strict, services: ServiceMap = ServiceMap(),
        options: FlowOptions = FlowOptions(), worlds: [String: World] = [:], limits: CheckingLimits = CheckingLimits()
    ) {
        self.rules = rules
        self.world = world
        self.mode = mode
        self.services = services
        self.options = options
        self.worlds = worlds
        self.limits = limits
    }

    /// The VMs that a statement is about; nil when there is no world of that name.
    func world(of name: String?) -> World? { name.map { worlds[$0] } ?? world }

    /// Checks every statement.
    ///
    /// - Parameter assertions: The statements.
    /// - Returns: One result for each that can be checked, in order.
    package func check(_ assertions: AssertionSet) -> AssertionReport {
        var checks = WorldChecks(self, assertions)
        return AssertionReport(results: assertions.checks.map { checks.result(of: $0) })
    }
}
