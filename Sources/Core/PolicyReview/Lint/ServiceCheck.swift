import Machines
import Policy

/// Services whose names are probably mistyped.
enum ServiceCheck {
    static func findings(_ context: LintContext) -> [LintFinding] {
        var first: [Symbol: (number: Int, count: Int)] = [:]
        for (number, rule) in context.statedRules {
            guard let service = rule.service else { continue }
            first[service, default: (number, 0)].count += 1
        }
        let names = first.map {
            (name: context.rules.vocabulary[$0.key], number: $0.value.number, count: $0.value.count)
        }
        .sorted { $0.number < $1.number }
        let byLowercase = Dictionary(grouping: names) { $0.name.lowercased() }
        return names.compactMap { service in
            let shown = service.name.sanitizedForDisplay(limit: 80)
            let services = context.input.services
            if services?.isKnown(service.name) ?? false { return nil }
            let nearest = services?.nearest(to: service.name) ?? []
            // Without a map, a spelling that is the rarer one of two is suspect.
            let twins = (byLowercase[service.name.lowercased()] ?? []).filter { $0.name != service.name }
            let twin = twins.first {
                $0.count > service.count || ($0.count == service.count && $0.number < service.number)
            }
            let sameLetters =
                nearest.first { $0.lowercased() == service.name.lowercased() } ?? twin?.name
            if let sameLetters {
                return context.finding(
                    .serviceCase, .warning, service.number,
                    "there is no service \(shown): upper and lower case matter, and its rules match nothing",
                    suggestion: sameLetters.sanitizedForDisplay(limit: 80))
            }
            guard let candidate = nearest.first else { return nil }
            return context.finding(
                .unknownService, .warning, service.number, "nothing is known of a service \(shown)",
                suggestion: candidate.sanitizedForDisplay(limit: 80))
        }
    }
}
