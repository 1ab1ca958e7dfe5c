import Policy

/// Checks that need a rule by itself, or with the others of its service.
enum RuleChecks {
    static func findings(_ context: LintContext) -> [LintFinding] {
        let lists = CallList(context.rules)
        var findings: [LintFinding] = []
        for (number, rule) in context.statedRules {
            if let finding = permission(number, rule, context) { findings.append(finding) }
            if let finding = administration(number, rule, context) { findings.append(finding) }
            findings += prompt(number, rule, context, lists)
            if let finding = denial(number, rule, context) { findings.append(finding) }
        }
        return findings
    }

    private static func isAnybody(_ token: Token) -> Bool { token == .everything || token == .anyVM }

    private static func permission(_ number: Int, _ rule: Rule, _ context: LintContext) -> LintFinding? {
        guard rule.action == .allow else { return nil }
        let service = rule.service.map { context.rules.vocabulary[$0] }
        if service == nil {
            return context.finding(
                .wildcardServiceAllow, .warning, number,
                "every service is allowed, also those that are yet to be installed",
                suggestion: "name the services that are needed")
        }
        guard isAnybody(rule.source), isAnybody(rule.target), context.parameters(rule).target == nil else { return nil }
        return context.finding(
            .anyToAnyAllow, .warning, number,
            "any VM may call \(context.service(rule)) in any other without a question",
            suggestion: "name callers or targets, or use ask")
    }

    private static func administration(_ number: Int, _ rule: Rule, _ context: LintContext) -> LintFinding? {
        guard rule.action != .deny, let service = rule.service,
            context.rules.vocabulary[service].hasPrefix("admin."), !rule.target.isAdminVM,
            context.parameters(rule).target?.isAdminVM != true
        else { return nil }
        return context.finding(
            .adminWithoutDom0, .warning, number,
            "\(context.word(service)) is answered by dom0: this call goes to the VM itself and fails there",
            suggestion: "target=dom0")
    }

    private static func prompt(
        _ number: Int, _ rule: Rule, _ context: LintContext, _ lists: CallList
    ) -> [LintFinding] {
        guard rule.action == .ask else { return [] }
        let parameters = context.parameters(rule)
        var findings: [LintFinding] = []
        if let user = parameters.user, context.rules.vocabulary[user] == "root" {
            let effect =
                context.input.mode == .strict
                ? "the service runs as root once the person agrees"
                : "the service runs as root in whichever VM the person picks, also in one that another rule has for it"
            findings.append(context.finding(.askUserRoot, .warning, number, effect))
        }
        if rule.target == .everything, parameters.target == nil {
            findings.append(
                context.finding(
                    .askOffersDom0, .warning, number, "the prompt offers dom0 too, because '*' covers it",
                    suggestion: "@anyvm"))
        }
        if isAnybody(rule.source), parameters.defaultTarget != nil {
            findings.append(
                context.finding(
                    .askFatigue, .warning, number,
                    "any VM can raise this prompt, and one key accepts what it proposes",
                    suggestion: "name the callers, or leave out default_target="))
        }
        if rule.target == .unspecified, parameters.target == nil, !hasOffer(rule, context, lists) {
            findings.append(
                context.finding(
                    .askWithoutTargets, .warning, number,
                    "no rule for these calls names a target, so the prompt has nothing to offer and the call is denied",
                    suggestion: "add target=, or a rule with the targets to choose from"))
        }
        return findings
    }

    /// Whether a prompt of this rule can have something to offer: any rule for the same calls names a target.
    private static func hasOffer(_ rule: Rule, _ context: LintContext, _ lists: CallList) -> Bool {
        let index = context.index
        let own = index.sourcePoints(rule)
        return context.rules.rules.contains { other in
            guard other.action != .deny, rule.service == nil || other.service == nil || rule.service == other.service,
                rule.argument == nil || other.argument == nil || rule.argument == other.argument,
                (context.parameters(other).target ?? other.target) != .unspecified
            else { return false }
            return index.sourcePoints(other).contains { point in own.contains { $0.joined(point) != nil } }
        }
    }

    private static func denial(_ number: Int, _ rule: Rule, _ context: LintContext) -> LintFinding? {
        guard rule.action == .deny else { return nil }
        if let service = rule.service, context.parameters(rule).notify == false,
            context.input.services?.isSensitive(context.rules.vocabulary[service]) ?? false
        {
            return context.finding(
                .silentDeny, .note, number, "nobody is told when \(context.word(service)) is refused",
                suggestion: "leave out notify=no")
        }
        guard rule.target == .anyVM else { return nil }
        let index = context.index
        let call = CallClass(service: rule.service, argument: rule.argument)
        let matches = index.sourcePoints(rule).map { index.firstMatch(call: call, source: $0, target: .adminVM) }
        let other = matches.compactMap(\.self).first { match in
            let found = context.rules.rules[match]
            return match > number && found.action != .deny && found.target == .everything
        }
        if let other {
            return context.finding(
                .denyMissesDom0, .warning, number,
                "@anyvm does not cover dom0, and a later rule lets calls to dom0 through",
                related: [context.related(other)], suggestion: "use '*' for the target")
        }
        guard matches.contains(nil) else { return nil }
        return context.finding(
            .denyMissesDom0, .note, number,
            "@anyvm does not cover dom0: calls to dom0 are refused only because no rule matches them",
            suggestion: "use '*' for the target")
    }
}
