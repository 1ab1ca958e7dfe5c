import FlowAnalysis
import Policy
import PolicyReview

/// How long the questions about a whole policy take: who reaches whom, and what another policy would change.
struct AnalysisBench {
    private static let ruleCount = 1_000
    private static let nodeCount = 300

    let secondsPerFigure: Double

    /// Measures all.
    ///
    /// - Parameter progress: Told in words how far it is.
    /// - Returns: The figures.
    /// - Throws: ``BenchError`` when a sample does not load.
    func run(_ progress: (String) -> Void) throws -> PolicyReport.Analysis {
        progress("flow graph")
        let closure = try closure()
        var differences: [PolicyReport.Difference] = []
        for machines in [20, 100] {
            progress("difference of two policies, \(machines) VMs")
            differences.append(try difference(machines))
        }
        return PolicyReport.Analysis(closure: closure, differences: differences)
    }

    /// The closure of the smallest sample that has enough nodes.
    private func closure() throws -> PolicyReport.Closure {
        var machines = 40
        var graph = FlowGraph(try policy(machines).policy, services: ServiceMap())
        while graph.nodes.count < Self.nodeCount {
            machines += 10
            graph = FlowGraph(try policy(machines).policy, services: ServiceMap())
        }
        let compiled = try policy(machines).policy
        let build = Stopwatch.milliseconds(for: secondsPerFigure) {
            FlowGraph(compiled, services: ServiceMap()).nodes.count
        }
        let search = FlowSearch(graph)
        let prepare = Stopwatch.milliseconds(for: secondsPerFigure) { FlowSearch(graph).graph.nodes.count }
        let close = Stopwatch.milliseconds(for: secondsPerFigure) {
            search.closure().reached(from: graph.nodes[0]).count
        }
        return PolicyReport.Closure(
            rules: Self.ruleCount, machines: machines, nodes: graph.nodes.count, buildMilliseconds: build,
            prepareMilliseconds: prepare, closureMilliseconds: close)
    }

    private func difference(_ machines: Int) throws -> PolicyReport.Difference {
        let (old, world) = try policy(machines)
        // Each hundredth rule is gone, and each hundredth but fifty says something else.
        var changed = old.rules
        for index in stride(from: 50, to: changed.rules.count, by: 100) {
            changed.rules[index].action = changed.rules[index].action == .allow ? .ask : .allow
            changed.rules[index].parameters = 0
        }
        for index in stride(from: 900, through: 0, by: -100) where index < changed.rules.count {
            changed.rules.remove(at: index)
        }
        let new = CompiledPolicy(rules: changed, world: world)
        let direct = Stopwatch.milliseconds(for: secondsPerFigure) {
            PolicyComparison(from: old, to: new).differences.count
        }
        let over = Stopwatch.milliseconds(for: secondsPerFigure) {
            ReachComparison(from: old, to: new).differences.count
        }
        return PolicyReport.Difference(
            rules: Self.ruleCount, machines: world.domains.count,
            found: PolicyComparison(from: old, to: new).differences.count, directMilliseconds: direct,
            transitiveMilliseconds: over)
    }

    private func policy(_ machines: Int) throws -> (policy: CompiledPolicy, world: World) {
        var sample = PolicySample(seed: 1, ruleCount: Self.ruleCount, machineCount: machines)
        let world = sample.world()
        let reading = PolicyReader(mode: .strict).read(
            PolicyLayout(directory: "policy.d"), from: PolicyTree(sample.files(Self.ruleCount)))
        guard let rules = reading.rules else { throw BenchError("the sample does not load") }
        return (CompiledPolicy(rules: rules, world: world), world)
    }
}
