import FlowAnalysis
import JSONText

/// Everything that data or command from some nodes can reach.
struct ReachList {
    /// One node that can be reached.
    private struct Row {
        let node: FlowNode
        let content: FlowContent
        let path: FlowPath
    }

    private let graph: FlowGraph
    private let source: String
    private let rows: [Row]

    /// - Parameters:
    ///   - graph: The graph.
    ///   - source: The word for where it begins.
    ///   - nodes: The nodes that the word means.
    ///   - withPrompts: Whether paths with prompts count where there is none without.
    init(graph: FlowGraph, source: String, nodes: [FlowNode], withPrompts: Bool) {
        self.graph = graph
        self.source = source
        var best: [FlowNode: [Int: Row]] = [:]
        for question in FlowQuestion.all(withPrompts: withPrompts) {
            let search = FlowSearch(graph, question.query)
            for node in nodes {
                for reach in search.reachable(from: node) where !nodes.contains(reach.node) {
                    let column = question.content == .data ? 0 : 1
                    if let known = best[reach.node]?[column],
                        (known.path.needsPrompt ? 1 : 0, known.path.edges.count)
                            <= (reach.path.needsPrompt ? 1 : 0, reach.path.edges.count)
                    {
                        continue
                    }
                    best[reach.node, default: [:]][column] = Row(
                        node: reach.node, content: question.content, path: reach.path)
                }
            }
        }
        rows = best.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// A table.
    func text(_ color: ColorMode) -> String {
        if rows.isEmpty { return "nothing can be reached\n" }
        let columns = ["TO", "WHAT", "PROMPT", "STEPS", "VIA"].map { Table.Column(title: $0, isNumeric: $0 == "STEPS") }
        let cells = rows.map { row in
            [
                Table.Cell(row.node.name, .bold),
                Table.Cell(row.content == .data ? "data" : "command"),
                Table.Cell(row.path.needsPrompt ? "yes" : "no", row.path.needsPrompt ? .plain : .warning),
                Table.Cell(String(row.path.edges.count)),
                Table.Cell(row.path.edges.map { $0.call?.service ?? $0.kind.word }.joined(separator: ", ")),
            ]
        }
        return Table(columns: columns, rows: cells).text(color)
    }

    /// The same as JSON, with the paths.
    var value: JSONValue {
        let document = FlowDocument(graph: graph)
        return .object([
            "from": .string(source), "mode": .string(graph.options.mode.rawValue),
            "reached": .array(
                rows.map { row in
                    .object([
                        "node": .string(row.node.name), "content": .string(row.content.words),
                        "path": document.path(row.path),
                    ])
                }),
        ])
    }
}
