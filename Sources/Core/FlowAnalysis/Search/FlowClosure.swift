/// Who reaches whom.
package struct FlowClosure: Sendable {
    let table: NodeTable
    /// For each node what it reaches.
    let rows: [NodeSet]
    let transits: [Int?]

    /// Whether there is a path from one node to another; a node reaches itself only around a circle.
    package func reaches(_ source: FlowNode, _ target: FlowNode) -> Bool {
        guard let source = table.number(of: source), let target = table.number(of: target) else { return false }
        return reaches(source, target)
    }

    /// Everything that a node reaches, sorted.
    package func reached(from source: FlowNode) -> [FlowNode] {
        guard let source = table.number(of: source) else { return [] }
        return table.nodes.indices.filter { reaches(source, $0) }.map { table.nodes[$0] }
    }

    private func reaches(_ source: Int, _ target: Int) -> Bool {
        rows[source].contains(target) || transits[target].map { rows[source].contains($0) } ?? false
    }
}
