/// The rules of a policy, sorted into lists by service and argument.
///
/// A call is matched by the rules of at most three lists: those of its service and argument, those of its service and
/// any argument, and those of any service. Each list is in the order of the rules.
struct RuleLists: Sendable {
    /// One rule in a list.
    struct Entry: Sendable {
        /// The rule's number.
        var rule: UInt32
        /// The number of its source word.
        var source: UInt32
        /// The number of its target word.
        var target: UInt32
        /// The number of the word for what it offers or takes away in a prompt.
        var offer: UInt32
    }

    /// The rules, list after list.
    private(set) var entries: [Entry] = []
    /// Where each list begins in ``entries``, and where the last one ends.
    private(set) var starts: [Int] = [0]
    /// For each word of the vocabulary the list of the service of that name with any argument, plus one, or 0.
    private var lists: [UInt32]
    /// The list of a service with one argument, by both words.
    private var listsByArgument: [UInt64: UInt32] = [:]
    /// For each word of the vocabulary, whether the service of that name has rules for single arguments.
    private var hasArguments: [Bool]
    /// The distinct words.
    private(set) var tokens: TokenTable

    /// The list of the rules for any service.
    static let anyService = 0

    init(_ rules: RuleSet) {
        let wordCount = rules.vocabulary.count
        lists = Array(repeating: 0, count: wordCount)
        hasArguments = Array(repeating: false, count: wordCount)
        tokens = TokenTable(wordCount: wordCount)
        var sizes = [0]
        var listOfRule: [UInt32] = []
        listOfRule.reserveCapacity(rules.rules.count)
        for rule in rules.rules {
            let list = list(for: rule, &sizes)
            sizes[Int(list)] += 1
            listOfRule.append(list)
        }
        var next: [Int] = []
        next.reserveCapacity(sizes.count)
        starts.reserveCapacity(sizes.count + 1)
        for size in sizes {
            next.append(starts[starts.count - 1])
            starts.append(starts[starts.count - 1] + size)
        }
        entries = Array(
            repeating: Entry(rule: 0, source: 0, target: 0, offer: 0), count: rules.rules.count)
        for (index, rule) in rules.rules.enumerated() {
            let list = Int(listOfRule[index])
            let target = tokens.intern(rule.target)
            var offer = target
            if rule.parameters != 0, rule.action != .deny,
                let redirect = rules.parameterSets[Int(rule.parameters)].target
            {
                offer = tokens.intern(redirect)
            }
            entries[next[list]] = Entry(
                rule: UInt32(index), source: tokens.intern(rule.source), target: target, offer: offer)
            next[list] += 1
        }
    }

    private mutating func list(for rule: Rule, _ sizes: inout [Int]) -> UInt32 {
        guard let service = rule.service else { return UInt32(Self.anyService) }
        let word = Int(service.index)
        guard let argument = rule.argument else {
            if lists[word] == 0 {
                sizes.append(0)
                lists[word] = UInt32(sizes.count)
            }
            return lists[word] - 1
        }
        hasArguments[word] = true
        let key = Self.key(service, argument)
        if let known = listsByArgument[key] { return known }
        sizes.append(0)
        listsByArgument[key] = UInt32(sizes.count - 1)
        return UInt32(sizes.count - 1)
    }

    private static func key(_ service: Symbol, _ argument: Symbol) -> UInt64 {
        UInt64(service.index) << 32 | UInt64(argument.index)
    }

    /// How many lists there are.
    var count: Int { starts.count - 1 }

    /// Where a list stands in ``entries``.
    func range(of list: Int) -> Range<Int> { starts[list]..<starts[list + 1] }

    /// The list of the rules for a service with any argument, and that of the rules for one argument of it.
    func lists(service: String, argument: String, _ vocabulary: Vocabulary) -> (service: Int?, argument: Int?) {
        guard let word = vocabulary.symbol(for: service) else { return (nil, nil) }
        let list = lists[Int(word.index)]
        var byArgument: Int?
        if hasArguments[Int(word.index)], let argument = vocabulary.symbol(for: argument) {
            byArgument = listsByArgument[Self.key(word, argument)].map { Int($0) }
        }
        return (list == 0 ? nil : Int(list) - 1, byArgument)
    }
}
