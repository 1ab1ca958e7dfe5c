import Machines
import Policy

// An explanation as a person reads it.
extension Explanation {
    /// The whole explanation.
    ///
    /// - Parameter listsAll: Whether rules are listed that were not asked any more and do not match either.
    /// - Returns: Lines, each with its end.
    package func text(listsAll: Bool = false) -> String {
        var lines = head
        lines += ruleLines(listsAll)
        if !offers.isEmpty {
            lines += ["", "The prompt offers:"]
            for offer in offers {
                var line = "  " + Self.shown(offer.target) + "  by " + Self.shown(offer.place)
                if offer.isRedirect { line += " (its target= sends the call there)" }
                if offer.isDefault { line += ", proposed" }
                lines.append(line)
            }
        }
        if !strict.isEmpty { lines += ["", "Strict mode made a difference:"] + strict.map { "  " + $0 } }
        for change in changes {
            let purpose =
                switch change.outcome {
                case .allow: "allow it"
                case .ask: "ask for it"
                case .deny: "deny it"
                }
            lines += [
                "", "To \(purpose), put this line at \(Self.shown(change.place)):", "  " + Self.shown(change.line),
            ]
        }
        if let noChange { lines += ["", "No line of the policy changes that: " + noChange + "."] }
        return lines.map { $0 + "\n" }.joined()
    }

    private var head: [String] {
        let source = request.requestedSource.map { "\($0) (over \(request.source))" } ?? request.source
        let target = request.target.isEmpty ? "@default" : request.target
        var line = "\(Self.shown(request.service + request.argument)) \(Self.shown(source)) -> \(Self.shown(target)): "
        line += decision.outcome.word
        if decision.outcome == .allow, let target = self.target { line += " to " + Self.shown(target) }
        if let user { line += " as " + Self.shown(user) }
        var lines = [line, "  " + reason]
        if intended == "@default", target != "@default" {
            lines.append("  there is no VM '\(Self.shown(target))': the call is one that names no target (@default)")
        }
        return lines
    }

    private func ruleLines(_ listsAll: Bool) -> [String] {
        let service = Self.shown(request.service)
        guard !considered.isEmpty else { return ["", "No rule is about \(service)."] }
        var lines = ["", "Rules about \(service), in the order in which they are asked:"]
        var hasDecided = false
        var hidden = unlistedCount
        for rule in considered {
            guard listsAll || !hasDecided || rule.isTooLate else {
                hidden += 1
                continue
            }
            lines.append("\(rule.decides ? "=>" : "  ") \(Self.shown(rule.place)): \(Self.shown(rule.line))")
            if rule.isTooLate { lines.append("       matches too, and is not asked any more") }
            for miss in rule.misses {
                lines.append("       \(miss.column.rawValue) \(Self.shown(miss.word)): \(miss.reason)")
            }
            if rule.decides { hasDecided = true }
        }
        if hidden > 0 { lines.append("   (\(hidden) more)") }
        return lines
    }

    private static func shown(_ text: String) -> String { text.sanitizedForDisplay(limit: 300) }
}
