import FlowAnalysis
import Machines
import Policy

/// Answers about flows for people.
struct FlowText {
    let graph: FlowGraph
    let color: ColorMode

    /// The whole answer.
    func text(_ source: String, _ destination: String, _ answers: [FlowAnswer]) -> String {
        var lines: [String] = []
        var known: [FlowPath] = []
        for answer in answers {
            let title = color.paint(answer.question.title, .bold) + ": "
            guard let path = answer.path else {
                lines.append(title + color.paint("none", .good))
                continue
            }
            if known.contains(path) {
                lines.append(title + "the same path")
                continue
            }
            known.append(path)
            let style: TextStyle = path.needsPrompt ? .warning : .bad
            lines.append(title + color.paint(shown(path.text), style))
            for (number, edge) in path.edges.enumerated() { lines += step(number + 1, edge) }
        }
        lines += assumptions(known)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Steps

    private func step(_ number: Int, _ edge: FlowEdge) -> [String] {
        guard let call = edge.call else { return ["  \(number). \(connection(edge))"] }
        let caller = call.isForward ? edge.source : edge.target
        let from = shown(caller.name)
        let way = call.isForward ? "" : "the answer of a call the other way: "
        var lines = [
            "  \(number). \(way)\(from) calls \(shown(service(call))) to \(shown(call.request.target))",
            "     \(edge.kind.isCall ? edge.kind.word : "allow") by \(shown(call.place))",
        ]
        lines.append("     " + color.paint("ask again: " + replay(call), .dim))
        return lines
    }

    private func service(_ call: FlowCall) -> String {
        call.service + (call.request.argument == "+" ? "" : call.request.argument)
    }

    private func replay(_ call: FlowCall) -> String {
        guard graph.isStandIn(call.request.source) else {
            let words = [call.request.source, call.request.target, service(call)]
            return "bulkhead policy eval " + words.map { quoted(shown($0)) }.joined(separator: " ")
        }
        return "as '\(shown(call.request.source))', a DispVM with the tags of its template"
    }

    /// The word as a shell takes it.
    private func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "@:._-+".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty
            ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private func connection(_ edge: FlowEdge) -> String {
        let (source, target) = (shown(edge.source.name), shown(edge.target.name))
        switch edge.kind {
        case .network where edge.target == .internet: return "\(source) is the uplink to the INTERNET"
        case .network: return "\(target) is the netvm of \(source)"
        case .inbound where edge.source == .internet: return "the INTERNET answers to \(target), the uplink"
        case .inbound: return "\(source) is the netvm of \(target), and answers it"
        case .rootImage: return "\(target) runs the root image of \(source)"
        case .privateImage: return "\(target) begins with the private image of \(source)"
        case .desktop: return "a GUI VM's windows and keys go from \(source) to \(target)"
        case .sound: return "an audio VM's sound goes from \(source) to \(target)"
        case .relay: return "a relay's calls go from \(source) to \(target)"
        case .device: return "a device is attached: \(source) to \(target)"
        case .allow, .ask: return "\(source) to \(target)"
        }
    }

    // MARK: Assumptions

    private func assumptions(_ paths: [FlowPath]) -> [String] {
        var entries: [String: ServiceMap.Match] = [:]
        for call in paths.flatMap(\.edges).filter(\.kind.isCall).compactMap(\.call) {
            entries[call.assumption.entry.pattern.text] = call.assumption
        }
        let mode = graph.options.mode == .hostile ? "hostile: every call moves data both ways" : "contract"
        if paths.isEmpty { return ["Mode: " + mode] }
        var lines = ["Mode: " + mode]
        if !entries.isEmpty { lines.append("Assumed of the services:") }
        for (name, match) in entries.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "  \(shown(name)): \(Self.words(match.entry))" + (match.isUnknown ? " (nobody describes it)" : ""))
        }
        return lines
    }

    /// What is assumed of a service, in words.
    static func words(_ entry: ServiceEntry) -> String {
        let data =
            switch entry.data {
            case .none: "no data"
            case .forward: "data to the callee"
            case .backward: "data to the caller"
            case .both: "data both ways"
            }
        let control =
            switch entry.control {
            case .none: "no command"
            case .low: "starts what the callee has chosen"
            case .full: "full command of the callee"
            }
        return "\(data), \(control), \(entry.bandwidth.rawValue) bandwidth"
    }

    private func shown(_ text: String) -> String { text.sanitizedForDisplay(limit: 1_024) }
}
