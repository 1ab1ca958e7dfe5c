import Policy

/// Rules that earlier rules leave nothing to, and rules that nothing can match.
enum CoverageCheck {
    static func findings(_ context: LintContext) -> [LintFinding] {
        context.statedRules.compactMap { number, rule in
            guard rule.source.canBeSource else {
                return context.finding(
                    .neverMatches, context.severityOfDead(number), number,
                    "'\(context.text(rule.source))' is nobody who calls: the rule never matches",
                    suggestion: "a caller is a VM; name the disposables' template or tag")
            }
            guard let cover = context.index.cover(of: number), !cover.isEmpty else { return nil }
            return finding(number, rule, cover, context)
        }
    }

    private static func finding(
        _ number: Int, _ rule: Rule, _ cover: [Int], _ context: LintContext
    ) -> LintFinding {
        let rules = context.rules.rules
        let earlier = cover.map { rules[$0] }
        let isSame = earlier.allSatisfy { $0.action == rule.action && $0.parameters == rule.parameters }
        let isLooser = rule.action == .deny && earlier.contains { $0.action != .deny }
        let isOtherFile = earlier.contains { $0.file != rule.file }
        let isArgument = rule.argument != nil && earlier.allSatisfy { $0.argument == nil && $0.service == rule.service }
        let who = cover.count == 1 ? "an earlier rule matches" : "\(cover.count) earlier rules together match"
        let whose = cover.allSatisfy { $0 < context.rules.lockedCount } ? " of the locked layer" : ""
        var message = "the rule is never reached: \(who)\(whose) all its calls"
        if isOtherFile { message += ", in a file that is read before" }
        if isLooser {
            let words = Set(earlier.map(\.action.word)).subtracting(["deny"]).sorted()
            message += "; what it denies is decided by \(words.joined(separator: " or "))"
        }
        let id: LintRule = isSame ? .shadowedSame : isArgument ? .wideBeforeNarrow : .shadowedDifferent
        // Another notify= or limit of the same answer changes who is told, not what happens.
        let isSameAction = earlier.allSatisfy { $0.action == rule.action }
        let severity: LintSeverity =
            isSame || (rule.action == .deny && isSameAction) ? .note : isLooser ? .error : .warning
        return context.finding(
            id, severity, number, message, related: cover.prefix(8).map { context.related($0) },
            suggestion: isSame
                ? "remove the line" : "move it before \(context.place(cover[0]).text), or remove it")
    }
}
