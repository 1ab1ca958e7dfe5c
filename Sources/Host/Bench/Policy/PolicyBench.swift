import AllocationCount
import Policy

/// How long a policy takes to load and a call to decide, for several sizes of policies and worlds.
struct PolicyBench {
    let ruleCounts: [Int]
    let machineCounts: [Int]
    /// How many services the rules are about; nil for as many as such policies have.
    let serviceCount: Int?
    /// How long each figure is measured.
    let secondsPerFigure: Double
    let command: String

    private static let requestCount = 512

    /// Measures all.
    ///
    /// - Parameter progress: Told in words how far it is.
    /// - Returns: The report.
    /// - Throws: ``BenchError`` when a sample does not load.
    func run(_ progress: (String) -> Void) throws -> PolicyReport {
        var sizes: [PolicyReport.Size] = []
        for machines in machineCounts {
            for rules in ruleCounts {
                progress("\(rules) rules, \(machines) VMs")
                sizes.append(try size(rules: rules, machines: machines))
            }
        }
        let analysis = try AnalysisBench(secondsPerFigure: secondsPerFigure).run(progress)
        return PolicyReport(command: command, sizes: sizes, analysis: analysis)
    }

    private func size(rules ruleCount: Int, machines: Int) throws -> PolicyReport.Size {
        var sample = PolicySample(
            seed: UInt64(ruleCount), ruleCount: ruleCount, machineCount: machines, serviceCount: serviceCount)
        let world = sample.world()
        let tree = PolicyTree(sample.files(ruleCount))
        let layout = PolicyLayout(directory: "policy.d")
        let reader = PolicyReader(mode: .strict)
        guard let rules = reader.read(layout, from: tree).rules else { throw BenchError("the sample does not load") }
        let read = Stopwatch.milliseconds(for: secondsPerFigure) {
            reader.read(layout, from: tree).rules?.rules.count ?? 0
        }
        let compile = Stopwatch.milliseconds(for: secondsPerFigure) {
            CompiledPolicy(rules: rules, world: world).rules.rules.count
        }
        let policy = CompiledPolicy(rules: rules, world: world)
        var changed = world.domains
        changed[world.domains.count - 1].tags.insert("tag-0")
        let changedWorld = World(changed)
        let update = Stopwatch.milliseconds(for: secondsPerFigure) {
            var copy = policy
            copy.update(world: changedWorld)
            return copy.rules.rules.count
        }
        let requests = sample.requests(Self.requestCount)
        let decisions = requests.map { policy.decide($0) }
        let plain = zip(requests, decisions).filter { $1.outcome != .ask }.map(\.0)
        let asking = zip(requests, decisions).filter { $1.outcome == .ask }.map(\.0)
        let unmatched = zip(requests, decisions).filter { $1.denial == .noMatch }.map(\.0)
        let interpreter = PolicyInterpreter(rules: rules, world: world)
        return PolicyReport.Size(
            rules: rules.rules.count, machines: world.domains.count, readMilliseconds: read,
            compileMilliseconds: compile, tagChangeMilliseconds: update,
            decideNanoseconds: nanoseconds(plain, policy.decide),
            unmatchedNanoseconds: nanoseconds(unmatched, policy.decide),
            slowestNanoseconds: slowest(plain, policy.decide), askNanoseconds: nanoseconds(asking, policy.decide),
            choicesPerAsk: average(decisions.filter { $0.outcome == .ask }.map { Double($0.choices.count) }),
            ruleByRuleNanoseconds: nanoseconds(Array(plain.prefix(16)), interpreter.decide),
            allocationsPerDecision: allocations(plain, policy.decide))
    }

    /// The median over rounds of the mean time of a call; nil without calls.
    private func nanoseconds(_ requests: [PolicyRequest], _ decide: (PolicyRequest) -> Decision) -> Double? {
        guard !requests.isEmpty else { return nil }
        var times: [Double] = []
        let end = ContinuousClock.now + .seconds(secondsPerFigure)
        repeat {
            let start = ContinuousClock.now
            for request in requests { Stopwatch.consume(decide(request).rule ?? 0) }
            times.append((ContinuousClock.now - start) / .nanoseconds(1) / Double(requests.count))
        } while ContinuousClock.now < end || times.count < 3
        return Spread(times)?.median
    }

    /// The median time of the slowest of the calls; nil without calls.
    private func slowest(_ requests: [PolicyRequest], _ decide: (PolicyRequest) -> Decision) -> Double? {
        let repetitions = 64
        let medians = requests.compactMap { request in
            Spread(
                (0..<9).map { _ in
                    let start = ContinuousClock.now
                    for _ in 0..<repetitions { Stopwatch.consume(decide(request).rule ?? 0) }
                    return (ContinuousClock.now - start) / .nanoseconds(1) / Double(repetitions)
                })?.median
        }
        return medians.max()
    }

    private func allocations(_ requests: [PolicyRequest], _ decide: (PolicyRequest) -> Decision) -> Double? {
        guard !requests.isEmpty else { return nil }
        let before = AllocationCount.current
        for request in requests { Stopwatch.consume(decide(request).rule ?? 0) }
        return Double(AllocationCount.current - before) / Double(requests.count)
    }

    private func average(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
