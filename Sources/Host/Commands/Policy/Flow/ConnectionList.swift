import FlowAnalysis
import Machines
import JSONText

/// All connections of a graph, calls from caller to callee.
struct ConnectionList {
    /// Connections of one sort from one node.
    private struct Line: Hashable {
        let source: FlowNode
        let kind: FlowKind
        let service: String
        let place: String
    }

    private let graph: FlowGraph
    private let edges: [FlowEdge]
    private let lines: [(line: Line, targets: [FlowNode])]

    /// - Parameters:
    ///   - graph: The graph.
    ///   - query: Which edges.
    ///   - services: The services to show; all when empty.
    init(graph: FlowGraph, query: FlowQuery, services: Set<String>) {
        self.graph = graph
        edges = graph.nodes.flatMap { graph.edges(from: $0, query) }.filter { edge in
            services.isEmpty || edge.call.map { services.contains($0.service) } ?? false
        }
        var targets: [Line: Set<FlowNode>] = [:]
        for edge in edges {
            let isForward = edge.call?.isForward ?? true
            // What a netvm answers is on the line of its client.
            if edge.kind == .inbound { continue }
            let line = Line(
                source: isForward ? edge.source : edge.target, kind: edge.kind, service: edge.call?.service ?? "",
                place: edge.call?.place ?? "")
            targets[line, default: []].insert(isForward ? edge.target : edge.source)
        }
        lines = targets.map { ($0.key, $0.value.sorted()) }.sorted { left, right in
            left.line.source != right.line.source
                ? left.line.source < right.line.source
                : (left.line.kind.rawValue, left.line.service, left.line.place)
                    < (right.line.kind.rawValue, right.line.service, right.line.place)
        }
    }

    /// The lines, under the node that they come from.
    func text(_ color: ColorMode) -> String {
        var text = ""
        var source: FlowNode?
        for (line, targets) in lines {
            if line.source != source { text += color.paint(shown(line.source.name), .bold) + "\n" }
            source = line.source
            let names = targets.map { shown($0.name) }.joined(separator: ", ")
            let service = line.service.isEmpty ? "" : " " + shown(line.service)
            let place = line.place.isEmpty ? "" : color.paint("  " + shown(line.place), .dim)
            text += "  \(color.paint(line.kind.word, style(line.kind)))\(service) -> \(names)\(place)\n"
        }
        return text.isEmpty ? "nothing is connected\n" : text
    }

    private func style(_ kind: FlowKind) -> TextStyle {
        switch kind {
        case .allow: .warning
        case .ask: .plain
        default: .dim
        }
    }

    /// The same for Graphviz: one arrow for each pair and kind.
    var dot: String {
        struct Arrow: Hashable {
            let source: FlowNode
            let target: FlowNode
            let kind: FlowKind
        }
        var services: [Arrow: Set<String>] = [:]
        for (line, targets) in lines {
            for target in targets {
                services[Arrow(source: line.source, target: target, kind: line.kind), default: []].insert(line.service)
            }
        }
        let arrows = services.sorted { left, right in
            (left.key.source, left.key.target, left.key.kind.rawValue)
                < (right.key.source, right.key.target, right.key.kind.rawValue)
        }
        var text = "digraph flows {\n  rankdir=LR;\n  node [shape=box];\n"
        for node in graph.nodes {
            text += "  \(quoted(node.name)) [shape=\(Self.shape(node))];\n"
        }
        for (arrow, services) in arrows {
            let label = arrow.kind.isCall ? services.sorted().joined(separator: "\n") : arrow.kind.word
            let style = arrow.kind == .ask ? "dashed" : arrow.kind.isCall ? "solid" : "dotted"
            text +=
                "  \(quoted(arrow.source.name)) -> \(quoted(arrow.target.name)) "
                + "[style=\(style), label=\(quoted(label))];\n"
        }
        return text + "}\n"
    }

    private static func shape(_ node: FlowNode) -> String {
        switch node {
        case .domain: "box"
        case .disposable: "ellipse"
        case .device: "cds"
        case .internet: "doubleoctagon"
        }
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default: result += String(scalar).sanitizedForDisplay(limit: 16)
            }
        }
        return result + "\""
    }

    /// Nodes, and edges as flows: a call that moves data both ways is two of them.
    var value: JSONValue {
        let document = FlowDocument(graph: graph)
        return .object([
            "mode": .string(graph.options.mode.rawValue), "nodes": .strings(graph.nodes.map(\.name)),
            "edges": .array(edges.map { document.edge($0) }),
        ])
    }

    private func shown(_ text: String) -> String { text.sanitizedForDisplay(limit: 256) }
}
