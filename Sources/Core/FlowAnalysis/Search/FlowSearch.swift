/// A graph made ready for one question: who is next to whom.
///
/// Believed VMs do not store what they route: in ``FlowMode/contract`` each netvm has a second number, its *transit*, where
/// what its clients send is. From there it only goes on towards the INTERNET.
package struct FlowSearch: Sendable {
    /// The graph.
    package let graph: FlowGraph
    let query: FlowQuery
    /// For each number the numbers next to it.
    let neighbours: [NodeSet]
    /// For each number whether what is there may go on.
    let passesOn: [Bool]
    /// For each node its transit.
    private let transits: [Int?]
    /// For each number its node.
    private let nodeNumbers: [Int]

    /// Prepares a question.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - query: What counts as a flow.
    package init(_ graph: FlowGraph, _ query: FlowQuery = FlowQuery()) {
        self.graph = graph
        self.query = query
        let count = graph.nodes.count
        let filter = EdgeFilter(query, in: graph)
        let edges = graph.connections.filter { filter.admits($0) }
        var transits = [Int?](repeating: nil, count: count)
        var nodeNumbers = Array(0..<count)
        if graph.options.mode == .contract {
            for edge in edges where edge.kind == .network {
                guard let number = graph.table.number(of: edge.target), edge.target.isMachine, transits[number] == nil
                else { continue }
                transits[number] = nodeNumbers.count
                nodeNumbers.append(number)
            }
        }
        var rows = AdjacencyRows(count: nodeNumbers.count)
        for fan in graph.fans where filter.admits(fan) { rows.add(fan, in: graph.table, filter) }
        rows.finishCalls(in: graph.table)
        for edge in edges {
            guard let source = graph.table.number(of: edge.source), let target = graph.table.number(of: edge.target)
            else { continue }
            let end = edge.kind == .network ? transits[target] ?? target : target
            rows.connect(source, end)
            if edge.kind == .network, let transit = transits[source] { rows.connect(transit, end) }
        }
        neighbours = rows.rows
        passesOn = nodeNumbers.map { graph.passesOn(graph.nodes[$0]) && !query.excluded.contains(graph.nodes[$0]) }
        self.transits = transits
        self.nodeNumbers = nodeNumbers
    }

    /// One of the shortest paths from one node to another, or nil when there is none.
    ///
    /// From a node to itself it is a circle.
    package func path(from source: FlowNode, to target: FlowNode) -> FlowPath? {
        guard let source = graph.table.number(of: source), let target = graph.table.number(of: target) else {
            return nil
        }
        return path(from: [source]) { $0 == target }
    }

    /// One of the shortest paths from any of some nodes to any other of others, or nil when there is none.
    package func path(from sources: [FlowNode], to targets: [FlowNode]) -> FlowPath? {
        let starts = Set(sources.compactMap { graph.table.number(of: $0) }).sorted()
        let ends = Set(targets.compactMap { graph.table.number(of: $0) })
        if ends.isDisjoint(with: starts) { return path(from: starts) { ends.contains($0) } }
        return starts.compactMap { start in path(from: [start]) { $0 != start && ends.contains($0) } }
            .min { $0.edges.count < $1.edges.count }
    }

    /// Everything that can be reached from a node, the nearest first, each with one of the shortest paths.
    ///
    /// - Parameters:
    ///   - source: The node.
    ///   - stops: More nodes where flows end.
    ///   - holding: Whether a netvm that only routes information is left out.
    /// - Returns: The nodes; the first one is among them when there is a circle.
    package func reachable(from source: FlowNode, stops: Set<FlowNode> = [], holding: Bool = false) -> [FlowReach] {
        guard let start = graph.table.number(of: source) else { return [] }
        var walk = BreadthFirstWalk(self, [start], stops: Set(stops.compactMap { graph.table.number(of: $0) }))
        var seen: Set<Int> = []
        var reached: [FlowReach] = []
        var steps: [Step: FlowEdge?] = [:]
        while let number = walk.next() {
            guard !(holding && isTransit(number)), seen.insert(nodeNumbers[number]).inserted else { continue }
            reached.append(
                FlowReach(node: graph.nodes[nodeNumbers[number]], path: path(along: walk.way(to: number), &steps)))
        }
        return reached
    }

    /// Who reaches whom, for all pairs at once.
    package func closure() -> FlowClosure {
        // Warshall's algorithm on one matrix of bits.
        let count = neighbours.count
        let wordCount = (count + 63) / 64
        var matrix: [UInt64] = []
        matrix.reserveCapacity(count * wordCount)
        for row in neighbours { matrix += row.words }
        var words = matrix.mutableSpan
        for middle in 0..<count where passesOn[middle] {
            let (start, place, bit) = (middle &* wordCount, middle >> 6, UInt64(1) << UInt64(middle & 63))
            for index in 0..<count where index != middle && words[index &* wordCount &+ place] & bit != 0 {
                for word in 0..<wordCount { words[index &* wordCount &+ word] |= words[start &+ word] }
            }
        }
        return FlowClosure(
            table: graph.table, matrix: Array(matrix.prefix(graph.nodes.count * wordCount)), wordCount: wordCount,
            transits: transits)
    }

    /// Whether a number is where a netvm holds what it routes.
    func isTransit(_ number: Int) -> Bool { number >= graph.nodes.count }

    func nodeNumber(of number: Int) -> Int { nodeNumbers[number] }

    private func path(from starts: [Int], to isEnd: (Int) -> Bool) -> FlowPath? {
        var walk = BreadthFirstWalk(self, starts)
        var steps: [Step: FlowEdge?] = [:]
        while let number = walk.next() {
            if isEnd(nodeNumbers[number]) { return path(along: walk.way(to: number), &steps) }
        }
        return nil
    }

    private struct Step: Hashable {
        let source: Int
        let target: Int
    }

    /// The best edge for each step of a way.
    private func path(along way: [Int], _ known: inout [Step: FlowEdge?]) -> FlowPath {
        FlowPath(
            edges: zip(way, way.dropFirst()).compactMap { source, target in
                let step = Step(source: source, target: target)
                if let edge = known[step] { return edge }
                let edge = edge(for: step)
                known[step] = .some(edge)
                return edge
            })
    }

    private func edge(for step: Step) -> FlowEdge? {
        let (source, target) = (nodeNumbers[step.source], nodeNumbers[step.target])
        let edges = graph.edges(from: graph.nodes[source], to: graph.nodes[target], query)
        return edges.filter { edge in
            let isRouted = edge.kind == .network && transits[target] != nil
            return isRouted == isTransit(step.target) && (edge.kind == .network || !isTransit(step.source))
        }.min { $0.weight < $1.weight }
    }
}

extension FlowEdge {
    /// Which of several edges shows a flow best: the one that needs the least of people and of assumptions.
    fileprivate var weight: (Int, Int, Int, Int, String) {
        guard let call else { return (0, 0, 0, -1, kind.word) }
        return (
            kind == .ask ? 1 : 0, call.assumption.isUnknown ? 1 : 0,
            call.assumption.entry.bandwidth == .high ? 0 : 1, call.rule, call.service
        )
    }
}
