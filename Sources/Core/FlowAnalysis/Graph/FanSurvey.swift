import Policy

/// Asks a policy where one source can call with one service and argument.
struct FanSurvey {
    let policy: CompiledPolicy
    let world: FlowWorld
    let source: Int
    let service: String
    let argument: String
    let assumption: ServiceMap.Match
    /// What was found.
    private(set) var fans: [CallFan] = []

    init(
        policy: CompiledPolicy, world: FlowWorld, source: Int, service: String, argument: String,
        assumption: ServiceMap.Match
    ) {
        self.policy = policy
        self.world = world
        self.source = source
        self.service = service
        self.argument = argument
        self.assumption = assumption
    }

    /// Asks.
    mutating func run() {
        let matches = policy.firstMatches(service: service, argument: argument, source: source)
        var groups: [Int: [Asked]] = [:]
        for match in matches where policy.rules.rules[match.rule].action != .deny {
            let text = policy.world.text(of: match.destination, source: source, in: policy.rules)
            groups[match.rule, default: []].append(Asked(destination: match.destination, text: text))
        }
        var prompts: [Prompt] = []
        for (rule, unsorted) in groups.sorted(by: { $0.key < $1.key }) {
            let group = unsorted.sorted()
            switch policy.rules.rules[rule].action {
            case .deny: break
            case .allow: hasTarget(rule) ? redirect(rule, group) : allow(rule, group)
            case .ask: prompts += prompt(rule, group).map { [$0] } ?? []
            }
        }
        ask(prompts)
    }

    /// Something that the caller can ask for.
    private struct Asked: Comparable {
        let destination: Destination
        let text: String

        /// `@default` first, then `@dispvm`: what callers that name nobody ask for.
        private var rank: Int {
            switch destination {
            case .unspecified: 0
            case .disposable: 1
            default: 2
            }
        }

        static func < (left: Self, right: Self) -> Bool { (left.rank, left.text) < (right.rank, right.text) }
    }

    /// What one ask rule offers.
    private struct Prompt {
        let rule: Int
        /// What brings it up.
        let request: String
        let choices: [Choice]
        /// The places that the rule itself matches.
        let own: NodeSet
    }

    private func hasTarget(_ rule: Int) -> Bool {
        policy.rules.parameters(of: policy.rules.rules[rule]).target != nil
    }

    /// The places that a caller can ask for by their names.
    private func places(of group: [Asked]) -> NodeSet {
        var places = NodeSet(capacity: world.placeCount)
        for asked in group where Self.namesItsPlace(asked.destination) {
            if let place = world.place(of: asked.destination, from: source), place != source { places.insert(place) }
        }
        return places
    }

    private static func namesItsPlace(_ destination: Destination) -> Bool {
        switch destination {
        case .domain, .disposableOf: true
        default: false
        }
    }

    private func decide(_ asked: Asked) -> Decision { policy.decide(request(asked.text)) }

    private func request(_ target: String) -> PolicyRequest {
        PolicyRequest(
            service: service, argument: argument, source: world.world.domains[source].name, target: target)
    }

    // MARK: Allow

    private mutating func allow(_ rule: Int, _ group: [Asked]) {
        var direct = NodeSet(capacity: world.placeCount)
        var rest: [Asked] = []
        for asked in group {
            guard Self.namesItsPlace(asked.destination), let place = world.place(of: asked.destination, from: source)
            else {
                rest.append(asked)
                continue
            }
            // Nobody calls itself, a RemoteVM needs a relay, autostart=no starts no disposable: the match does not tell.
            if place == source || !isPlain(place) && decide(asked).outcome != .allow { continue }
            direct.insert(place)
        }
        add(rule, .allow, places: direct)
        for asked in rest {
            let decision = decide(asked)
            guard decision.outcome == .allow, let target = decision.target,
                let place = world.place(of: target, from: source), !direct.contains(place)
            else { continue }
            direct.insert(place)
            add(rule, .allow, places: one(place), request: asked.text)
        }
    }

    private func isPlain(_ place: Int) -> Bool {
        place < world.domainCount && world.world.domains[place].type != "RemoteVM"
    }

    private mutating func redirect(_ rule: Int, _ group: [Asked]) {
        guard assumption.entry.group == .admin else {
            for asked in group {
                let decision = decide(asked)
                guard decision.outcome == .allow, let target = decision.target,
                    let place = world.place(of: target, from: source)
                else { continue }
                return add(rule, .allow, places: one(place), request: asked.text)
            }
            return
        }
        // The admin API is served by the administrative domain and is about the VM that was asked for: both are reached.
        var subjects = NodeSet(capacity: world.placeCount)
        var server: Int?
        var serverRequest: String?
        for asked in group {
            let decision = decide(asked)
            guard decision.outcome == .allow, let target = decision.target,
                let place = world.place(of: target, from: source)
            else { continue }
            if server == nil { (server, serverRequest) = (place, asked.text) }
            if Self.namesItsPlace(asked.destination), let subject = world.place(of: asked.destination, from: source),
                subject != place, subject != source
            {
                subjects.insert(subject)
            }
        }
        guard let server else { return }
        add(rule, .allow, places: one(server), request: serverRequest)
        add(rule, .allow, places: subjects, server: server)
    }

    // MARK: Ask

    private func prompt(_ rule: Int, _ group: [Asked]) -> Prompt? {
        for asked in group {
            let decision = decide(asked)
            guard decision.outcome == .ask else { continue }
            let own = hasTarget(rule) ? NodeSet(capacity: world.placeCount) : places(of: group)
            let choices = decision.choices.indices.filter { isGranted($0, of: decision, asked) }
            return Prompt(rule: rule, request: asked.text, choices: choices.map { decision.choices[$0] }, own: own)
        }
        return nil
    }

    /// Whether picking a choice brings the call there: what is picked is decided once more.
    private func isGranted(_ index: Int, of decision: Decision, _ asked: Asked) -> Bool {
        let choice = decision.choices[index]
        guard let place = world.place(of: choice.destination, from: source), place != source else { return false }
        if isPlain(place), choice.rule == decision.rule { return true }
        return policy.decide(picking: index, of: decision, for: request(asked.text)).outcome == .allow
    }

    /// A prompt offers more than what brings it up: each place is listed with a call that names it, if there is one.
    private mutating func ask(_ prompts: [Prompt]) {
        var named = NodeSet(capacity: world.placeCount)
        for prompt in prompts {
            var direct: [Int: NodeSet] = [:]
            for choice in prompt.choices {
                guard let place = world.place(of: choice.destination, from: source), prompt.own.contains(place) else {
                    continue
                }
                direct[choice.rule, default: NodeSet(capacity: world.placeCount)].insert(place)
                named.insert(place)
            }
            for (rule, places) in direct.sorted(by: { $0.key < $1.key }) {
                add(prompt.rule, .ask, places: places, parameters: rule)
            }
        }
        for prompt in prompts {
            for choice in prompt.choices {
                guard let place = world.place(of: choice.destination, from: source), !named.contains(place) else {
                    continue
                }
                named.insert(place)
                add(prompt.rule, .ask, places: one(place), request: prompt.request, parameters: choice.rule)
            }
        }
    }

    private func one(_ place: Int) -> NodeSet {
        var places = NodeSet(capacity: world.placeCount)
        places.insert(place)
        return places
    }

    private mutating func add(
        _ rule: Int, _ kind: FlowKind, places: NodeSet, request: String? = nil, server: Int? = nil,
        parameters: Int? = nil
    ) {
        if places.isEmpty { return }
        let isOneWay = policy.rules.parameters(of: policy.rules.rules[parameters ?? rule]).oneWay ?? false
        fans.append(
            CallFan(
                source: source, service: service, argument: argument, rule: rule, kind: kind, request: request,
                server: server, assumption: assumption, isOneWay: isOneWay, places: places))
    }
}
