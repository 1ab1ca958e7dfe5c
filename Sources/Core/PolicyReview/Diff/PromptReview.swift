import Policy

/// What a prompt lets through besides what the direct calls to its targets do.
struct PromptReview {
    private let decision: Decision
    private let request: PolicyRequest
    private let policy: CompiledPolicy

    init(_ decision: Decision, to request: PolicyRequest, by policy: CompiledPolicy) {
        self.decision = decision
        self.request = request
        self.policy = policy
    }

    private var asking: RuleParameters {
        decision.rule.map { policy.rules.parameters(of: policy.rules.rules[$0]) } ?? RuleParameters()
    }

    /// The targets that a pick leads to and a direct call does not, or in another way, sorted; none where `target=`
    /// leaves only one.
    var offers: [String] {
        if asking.target != nil { return [] }
        switch policy.mode {
        case .strict: return decision.choices.filter(\.isRedirect).map { text($0.destination) }.sorted()
        case .compat:
            let matches = decision.source.map {
                policy.firstMatches(service: request.service, argument: request.argument, source: $0)
            }
            let direct = Dictionary(
                (matches ?? []).map { ($0.destination, $0.rule) }, uniquingKeysWith: { first, _ in first })
            return decision.choices.indices.filter { index in
                let destination = decision.choices[index].destination
                return !(direct[destination].map { isSame($0, destination) } ?? false) && isGranted(index)
            }.map { text(decision.choices[$0].destination) }.sorted()
        }
    }

    /// All targets that a pick leads to.
    var granted: Set<String> {
        Set(decision.choices.indices.filter(isGranted).map { text(decision.choices[$0].destination) })
    }

    private func text(_ destination: Destination) -> String {
        policy.world.text(of: destination, source: decision.source, in: policy.rules)
    }

    /// Whether a direct call that this rule decides does what a pick does (compat).
    private func isSame(_ rule: Int, _ destination: Destination) -> Bool {
        if rule == decision.rule { return true }
        let rules = policy.rules
        if rules.rules[rule].action == .deny { return false }
        let (own, asking) = (rules.parameters(of: rules.rules[rule]), asking)
        let end = own.target.map { rules.text(of: $0) }
        return (end == nil || end == text(destination))
            && own.user == asking.user && own.startsTarget == asking.startsTarget
            && own.oneWay ?? false == asking.oneWay ?? false && own.maximumBytes == asking.maximumBytes
            && own.maximumSeconds == asking.maximumSeconds
    }

    /// Whether a pick leads where the call was sent, or where its rule sends it.
    var leadsToTarget: Bool {
        if asking.target != nil { return !decision.choices.isEmpty && isGranted(0) }
        let world = policy.world
        let destination: Destination
        switch decision.intended {
        case .unspecified, .unknown, .disposableOfMissingDefault: return false
        case .adminVM: destination = .domain(world.adminIndex)
        case .domain(let number, _): destination = .domain(number)
        case .disposable:
            guard let template = decision.source.flatMap({ world.defaultTemplate(of: $0) }) else { return false }
            destination = .disposableOf(template)
        case .disposableOf(let number, _): destination = .disposableOf(number)
        }
        return decision.choices.firstIndex { $0.destination == destination }.map(isGranted) ?? false
    }

    private func isGranted(_ index: Int) -> Bool { policy.grants(index, of: decision, to: request) }
}
