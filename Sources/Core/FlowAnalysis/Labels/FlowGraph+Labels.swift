extension FlowGraph {
    /// The flows that labels forbid, shortest first.
    ///
    /// Nodes without a label pass on what they get. A path that passes a labelled node is no verdict of its own: one of
    /// its parts, before that node or after it, breaks the rule already.
    ///
    /// - Parameters:
    ///   - model: The labels.
    ///   - query: What counts as a flow; its downgraders are replaced by the model's.
    /// - Returns: One verdict for each pair of labelled nodes that a path without other labelled nodes connects against
    ///   the rule.
    package func violations(of model: LabelModel, _ query: FlowQuery = FlowQuery()) -> [LabelVerdict] {
        var query = query
        query.downgraders = model.downgraders
        let labels = LabelAssignment(model, in: self).labels
        let search = FlowSearch(self, query)
        let stops = Set(labels.keys)
        var verdicts: [LabelVerdict] = []
        for source in nodes {
            guard let sourceLabel = labels[source] else { continue }
            for reach in search.reachable(from: source, stops: stops) where reach.node != source {
                guard let targetLabel = labels[reach.node], !model.permits(sourceLabel, targetLabel) else { continue }
                verdicts.append(
                    LabelVerdict(
                        property: model.property, sourceLabel: sourceLabel, targetLabel: targetLabel, path: reach.path))
            }
        }
        let numbered = verdicts.enumerated().sorted {
            ($0.element.path.edges.count, $0.offset) < ($1.element.path.edges.count, $1.offset)
        }
        return numbered.map(\.element)
    }

    /// The label of each node that has one.
    package func labels(of model: LabelModel) -> [FlowNode: SecurityLabel] { LabelAssignment(model, in: self).labels }
}
