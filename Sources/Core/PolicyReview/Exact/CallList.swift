import Policy

/// The rules of a policy by the calls that they speak of.
struct CallList: Sendable {
    private let anyService: [Int]
    private let byService: [String: Service]

    private struct Service: Sendable {
        var any: [Int] = []
        var byArgument: [String: [Int]] = [:]
    }

    init(_ rules: RuleSet) {
        var anyService: [Int] = []
        var bySymbol: [Symbol: (any: [Int], byArgument: [Symbol: [Int]])] = [:]
        for (number, rule) in rules.rules.enumerated() {
            guard let service = rule.service else {
                anyService.append(number)
                continue
            }
            if let argument = rule.argument {
                bySymbol[service, default: ([], [:])].byArgument[argument, default: []].append(number)
            } else {
                bySymbol[service, default: ([], [:])].any.append(number)
            }
        }
        self.anyService = anyService
        var byService: [String: Service] = [:]
        for (symbol, entry) in bySymbol {
            let arguments = entry.byArgument.map { (rules.vocabulary[$0.key], $0.value) }
            byService[rules.vocabulary[symbol]] = Service(
                any: entry.any, byArgument: Dictionary(uniqueKeysWithValues: arguments))
        }
        self.byService = byService
    }

    /// The services that rules name.
    var services: some Sequence<String> { byService.keys }

    /// The arguments that rules name for a service.
    func arguments(of service: String) -> some Sequence<String> { (byService[service]?.byArgument ?? [:]).keys }

    /// The numbers of the rules that speak of a call, ascending.
    func rules(_ call: Call) -> [Int] {
        guard let entry = byService[call.service] else { return anyService }
        let specific = entry.byArgument[call.argument] ?? []
        return Self.merged(Self.merged(anyService, entry.any), specific)
    }

    private static func merged(_ left: [Int], _ right: [Int]) -> [Int] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        var result: [Int] = []
        result.reserveCapacity(left.count + right.count)
        var (place, other) = (0, 0)
        while place < left.count, other < right.count {
            if left[place] < right[other] {
                result.append(left[place])
                place += 1
            } else {
                result.append(right[other])
                other += 1
            }
        }
        return result + left[place...] + right[other...]
    }
}
