package import FlowAnalysis
import Machines
import Policy

/// What breaks a statement.
package enum AssertionWitness: Hashable, Sendable {
    /// A call.
    case call(CallWitness)
    /// Nobody can make this call reach, although everybody who is meant must.
    case missingCall(service: String, source: String, target: String)
    /// A way that data can take.
    case path(FlowPath)
    /// There is no way.
    case missingPath(source: String, target: String)
    /// A VM has all of the tags.
    case tags(machine: String)
    /// Two sides of a wall meet.
    case wall(WallVerdict)
    /// A way that labels forbid, and the labels at its ends.
    case label(FlowPath, sourceLabel: String, targetLabel: String)

    /// What it is on one line.
    package var summary: String {
        switch self {
        case .call(let call): call.summary
        case .missingCall(let service, let source, let target):
            "no call of \(service.sanitizedForDisplay(limit: 200)) from \(source.sanitizedForDisplay(limit: 64)) "
                + "reaches \(target.sanitizedForDisplay(limit: 80))"
        case .path(let path): path.text.sanitizedForDisplay(limit: 1_000)
        case .missingPath(let source, let target):
            "nothing flows from \(source.sanitizedForDisplay(limit: 80)) to \(target.sanitizedForDisplay(limit: 80))"
        case .tags(let machine): "\(machine.sanitizedForDisplay(limit: 64)) has all of them"
        case .wall(let verdict):
            "\(verdict.node.name.sanitizedForDisplay(limit: 160)) comes to hold data of "
                + verdict.meetings.map { $0.side.sanitizedForDisplay(limit: 80) }.joined(separator: " and ")
        case .label(let path, let sourceLabel, let targetLabel):
            "\(path.text.sanitizedForDisplay(limit: 1_000)) takes \(sourceLabel) to \(targetLabel)"
        }
    }

    /// How many steps it has.
    var length: Int {
        switch self {
        case .path(let path), .label(let path, _, _): path.edges.count
        case .call, .missingCall, .missingPath, .tags, .wall: 1
        }
    }

    /// The steps of the ways, each with where it stands; empty where there is no way.
    package var steps: [String] {
        switch self {
        case .path(let path), .label(let path, _, _): path.edges.map(Self.text)
        case .wall(let verdict): verdict.meetings.flatMap { $0.path?.edges.map(Self.text) ?? [] }
        case .call, .missingCall, .missingPath, .tags: []
        }
    }

    private static func text(_ edge: FlowEdge) -> String {
        var text = edge.source.name.sanitizedForDisplay(limit: 160)
        text += " -> " + edge.target.name.sanitizedForDisplay(limit: 160) + ": "
        guard let call = edge.call else { return text + edge.kind.word }
        text += (call.request.service + call.request.argument).sanitizedForDisplay(limit: 200)
        text += call.isForward ? "" : " (the answer)"
        return text + ", \(edge.kind.word) by \(call.place.sanitizedForDisplay(limit: 256))"
    }
}
