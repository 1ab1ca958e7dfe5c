import FlowAnalysis

// Labels and walls.
extension FlowCheck {
    func check(_ check: LabelCheck, of assertions: AssertionSet, _ result: inout AssertionResult) {
        guard let model = model(check.side, assertions), !model.rules.isEmpty else {
            result.notes.append("no label has a level of \(check.side.rawValue)")
            return result.verdict = .vacuous
        }
        result.examinedCount = graph.nodes.count
        for verdict in graph.violations(of: model, FlowQuery(kinds: Self.kinds(check.strength))) {
            result.add(
                .label(
                    verdict.path, sourceLabel: model.lattice.text(of: verdict.sourceLabel),
                    targetLabel: model.lattice.text(of: verdict.targetLabel)),
                limit: limits.witnesses)
        }
    }

    private func model(_ side: LabelCheck.Side, _ assertions: AssertionSet) -> LabelModel? {
        let isSecrecy = side == .confidentiality
        let levels = isSecrecy ? assertions.levels : assertions.integrityLevels
        // Compartments say whose data something is; how far it can be trusted has none.
        let compartments = isSecrecy ? assertions.compartments : []
        guard let lattice = LabelLattice(levels: levels, compartments: compartments) else { return nil }
        var model = LabelModel(property: isSecrecy ? .confidentiality : .integrity, lattice: lattice)
        for statement in assertions.labels {
            guard case .label(let subject) = statement.body else { continue }
            guard let level = isSecrecy ? subject.level : subject.integrity,
                let label = lattice.label(level, compartments: isSecrecy ? subject.compartments.sorted() : [])
            else { continue }
            let nodes: NodeSelector =
                switch subject.kind {
                case .virtualMachine: .machine(subject.name)
                case .tag: .tag(subject.name)
                case .network: .internet
                }
            model.rules.append(LabelRule(nodes: nodes, label: label))
        }
        for statement in assertions.exemptions {
            guard case .exemption(let exemption) = statement.body, let service = exemption.service.service else {
                continue
            }
            guard exemption.kind == (isSecrecy ? .declassify : .endorse) else { continue }
            for nodes in selectors(exemption.by) {
                model.downgraders.append(Downgrader(service: service, by: nodes, reason: statement.reason ?? ""))
            }
        }
        return model
    }

    func check(_ wall: Wall, _ result: inout AssertionResult) {
        for side in wall.sides { result.notes += checked.emptyTerms(side) }
        let sides = wall.sides.filter { !nodes($0).isEmpty }
        guard sides.count >= 2 else { return result.verdict = .vacuous }
        result.examinedCount = graph.nodes.count
        let conflict = ConflictClass(
            name: wall.name, sides: sides.map { ConflictClass.Side(name: $0.text, nodes: selectors($0)) })
        for verdict in graph.violations(of: conflict, FlowQuery(kinds: Self.kinds(wall.strength))) {
            result.add(.wall(verdict), limit: limits.witnesses)
        }
    }

    /// The selector in the words of the flow graph.
    private func selectors(_ selector: Selector) -> [NodeSelector] {
        selector.parts.flatMap { part in
            if part.without.isEmpty, let whole = Self.whole(part.term) { return [whole] }
            var selectors: [NodeSelector] = []
            for node in nodes(Selector([part])) {
                switch node {
                case .domain(let name): selectors.append(.machine(name))
                case .disposable(let template, _): selectors.append(.disposables(template: template))
                case .internet: selectors.append(.internet)
                case .device(let name): selectors.append(.device(name))
                }
            }
            return Array(Set(selectors)).sorted { $0.text < $1.text }
        }
    }

    private static func whole(_ term: SelectorTerm) -> NodeSelector? {
        switch term {
        case .everything: .everything
        case .disposablesOf(let name): .disposables(template: name)
        case .tag(let tag): .tag(tag)
        case .type(let type): .type(type)
        case .internet: .internet
        case .device(let name): .device(name)
        case .name(let name): .machine(name)
        case .anyVM, .adminVM, .unspecified, .disposables, .disposablesOfTag, .uuid: nil
        }
    }
}
