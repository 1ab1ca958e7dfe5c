/// Steps that follow each other.
package struct FlowPath: Hashable, Sendable {
    /// The steps, at least one.
    package let edges: [FlowEdge]

    package init(edges: [FlowEdge]) { self.edges = edges }

    /// Every place on the way, both ends included.
    package var nodes: [FlowNode] { edges.first.map { [$0.source] + edges.map(\.target) } ?? [] }

    /// Whether a person has to consent somewhere on the way.
    package var needsPrompt: Bool { edges.contains { $0.kind == .ask } }

    /// The services that nobody described, for which the worst was assumed.
    package var unknownServices: [String] {
        Set(edges.compactMap(\.call).filter(\.assumption.isUnknown).map(\.service)).sorted()
    }

    /// The path on one line: `vault -> sys-firewall -> INTERNET`.
    package var text: String { nodes.map(\.name).joined(separator: " -> ") }
}
