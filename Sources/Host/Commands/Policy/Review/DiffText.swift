import Machines
import Policy
import PolicyReview

/// Differences for a person.
struct DiffText {
    let result: DiffResult
    let color: ColorMode

    private static let shownNames = 6

    var text: String {
        var text = ""
        for kind in DifferenceKind.allCases {
            let differences = result.told.filter { $0.kind == kind }
            if differences.isEmpty { continue }
            text += color.paint(Self.heading(kind), .bold) + "\n"
            for difference in differences { text += self.text(difference) }
            text += "\n"
        }
        for level in ReachLevel.allCases {
            let differences = result.reach.filter { $0.level == level }
            if differences.isEmpty { continue }
            let how = level == .allowed ? "without a prompt" : "if a person agrees"
            text += color.paint("newly reachable over other VMs, \(how)", .bold) + "\n"
            for difference in differences { text += self.text(difference) }
            text += "\n"
        }
        return text + summary
    }

    private static func heading(_ kind: DifferenceKind) -> String {
        switch kind {
        case .newlyAllowed: "newly allowed"
        case .newlyAsked: "newly asked"
        case .changed: "changed"
        case .newlyDenied: "newly denied"
        }
    }

    private func text(_ difference: PolicyDifference) -> String {
        let style: TextStyle = difference.isWidening ? .bad : .good
        var calls = difference.calls.prefix(Self.shownNames).map { shown($0.text) }.joined(separator: ", ")
        if difference.calls.count > Self.shownNames { calls += " and \(difference.calls.count - Self.shownNames) more" }
        var text = "  " + color.paint(calls, style) + ": " + pair(difference)
        text += color.paint("  \(difference.identifier)", .dim)
        if result.isUnaccepted(difference) { text += color.paint("  not accepted", .bad) }
        text += "\n" + side("was", difference.old) + side("now", difference.new)
        let witness = difference.witness
        text += color.paint("    e.g. ", .dim)
        text +=
            "\(shown(witness.service + witness.argument)) from \(shown(witness.source)) to \(shown(witness.target))\n"
        if !difference.reasons.isEmpty {
            text += color.paint("    because ", .dim)
            text += difference.reasons.prefix(4).map(shown).joined(separator: "; ") + "\n"
        }
        return text
    }

    private func pair(_ difference: PolicyDifference) -> String {
        if difference.loops == .only || difference.loops == .implied {
            return names(difference.sources, all: allSources) + ", each to itself"
        }
        return names(difference.sources, all: allSources) + " -> " + names(difference.targets, all: allTargets)
    }

    private var allSources: [String] { result.comparison.space.names }

    private var allTargets: [String] {
        let space = result.comparison.space
        return space.targets.indices.filter { space.targets[$0] != .adminVM }.map { space.text($0) }
    }

    private func side(_ word: String, _ side: PolicyDifference.Side) -> String {
        let style: TextStyle =
            switch side.verdict.outcome {
            case .allow: .good
            case .ask: .warning
            case .deny: .bad
            }
        var text = color.paint("    \(word) ", .dim) + color.paint(shown(side.verdict.text), style)
        if let place = side.place, let rule = side.ruleText {
            text += color.paint("  by \(shown(place)): \(shown(rule))", .dim)
        } else {
            text += color.paint("  no rule matches", .dim)
        }
        return text + "\n"
    }

    private func text(_ difference: ReachDifference) -> String {
        let count = difference.pairCount
        var text = "  " + color.paint(names(difference.sources, all: allSources), .bad) + " -> "
        text += color.paint(names(difference.targets, all: allSources), .bad)
        text += " (\(count) \(count == 1 ? "pair" : "pairs"))"
        text += ", by the new call \(difference.through.map(shown).joined(separator: " -> "))"
        text += color.paint("  \(difference.identifier)", .dim)
        if result.isUnaccepted(difference) { text += color.paint("  not accepted", .bad) }
        text += "\n"
        for step in difference.path {
            let request = step.request
            let sent = step.target == request.target ? "" : " (asking for \(shown(request.target)))"
            text += "    \(shown(request.source)) -> \(shown(step.target))\(sent): "
            text += "\(shown(request.service + request.argument)) \(step.outcome.word)"
            text += color.paint("  \(shown(step.place))\(step.isNew ? ", new" : "")", .dim) + "\n"
        }
        return text
    }

    private var summary: String {
        var parts = DifferenceKind.allCases.compactMap { kind -> String? in
            let count = result.told.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(Self.heading(kind))"
        }
        if !result.reach.isEmpty { parts.append("\(result.reach.count) newly reachable") }
        var text = parts.isEmpty ? "no call is decided differently" : parts.joined(separator: ", ")
        if result.isExample {
            text += "; nothing says which VMs there are: examples stand for the names, tags and classes of the rules"
        }
        if result.accepted != nil {
            let count = result.unaccepted.count
            text += count == 0 ? "; every widening is accepted" : "; \(count) not accepted"
        }
        return text + "\n"
    }

    private func names(_ names: [String], all: [String]) -> String {
        if names.count > 1 {
            if names.count == all.count { return "everything" }
            let missing = Set(all).subtracting(names).sorted()
            if missing.count <= 2, names.count > 4 {
                return "everything but \(missing.map(shown).joined(separator: ", "))"
            }
        }
        let shownNames = names.prefix(Self.shownNames).map(shown).joined(separator: ", ")
        let rest = names.count - Self.shownNames
        return rest > 0 ? "\(shownNames) and \(rest) more" : shownNames
    }

    private func shown(_ text: String) -> String { text.sanitizedForDisplay(limit: 300) }
}
