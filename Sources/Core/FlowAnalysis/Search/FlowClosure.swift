/// Who reaches whom.
package struct FlowClosure: Sendable {
    let table: NodeTable
    /// For each node a row of bits: what it reaches.
    let matrix: [UInt64]
    /// How many words a row has.
    let wordCount: Int
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
        isSet(source, target) || transits[target].map { isSet(source, $0) } ?? false
    }

    private func isSet(_ source: Int, _ target: Int) -> Bool {
        matrix[source * wordCount + target >> 6] >> UInt64(target & 63) & 1 == 1
    }
}
