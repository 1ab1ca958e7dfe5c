/// A place in the bit rows for everything that a caller can ask for in one world.
///
/// With `n` domains: 0..<n the domains, n..<2n a disposable of each, 2n..<3n `@dispvm` asked for by somebody whose
/// default template is this domain, then `@dispvm` for each default template that does not exist, then the rest.
struct SlotMap: Sendable {
    /// How many domains there are.
    let domainCount: Int
    /// The names of default templates that do not exist.
    let missingDefaults: [String]
    /// For each domain, which of ``missingDefaults`` is its own, or -1.
    private let missingNumbers: [Int32]

    init(_ world: World) {
        domainCount = world.domains.count
        var names: [String] = []
        missingNumbers = world.domains.indices.map { index in
            guard world.defaultTemplate(of: index) == nil, let name = world.domains[index].defaultDisposable else {
                return -1
            }
            if let known = names.firstIndex(of: name) { return Int32(known) }
            names.append(name)
            return Int32(names.count - 1)
        }
        missingDefaults = names
    }

    /// `@dispvm` for somebody without a default template.
    var noDefault: Int { 3 * domainCount + missingDefaults.count }
    /// A place that the words match at which Qubes' evaluator ends for ``noDefault``.
    var trap: Int { noDefault + 1 }
    /// `@adminvm`, spelt so.
    var adminVM: Int { noDefault + 2 }
    /// `@default`.
    var unspecified: Int { noDefault + 3 }
    /// In offers: the word `@dispvm`.
    var disposable: Int { noDefault + 4 }
    /// In offers: a template that does not exist.
    var missingTemplate: Int { noDefault + 5 }
    /// How many places there are.
    var count: Int { noDefault + 6 }
    /// How many 64-bit words hold them.
    var wordCount: Int { (count + 63) / 64 }
    /// How many 64-bit words hold one bit for each domain.
    var sourceWordCount: Int { (domainCount + 63) / 64 }

    /// The place of a disposable of a domain.
    func disposable(of domain: Int) -> Int { domainCount + domain }

    /// The place of `@dispvm` for somebody whose default template is a domain.
    func disposable(byDefault template: Int) -> Int { 2 * domainCount + template }

    /// The place of `@dispvm` for somebody whose default template does not exist.
    func disposable(byMissingDefault number: Int) -> Int { 3 * domainCount + number }

    /// The place of what a caller asks for; nil for what no rule can match.
    func slot(of destination: Destination, source: Int, in world: World) -> Int? {
        switch destination {
        case .domain(let number, _): return number
        case .disposableOf(let number, _): return disposable(of: number)
        case .disposable:
            if let template = world.defaultTemplate(of: source) { return disposable(byDefault: template) }
            let missing = missingNumbers[source]
            return missing < 0 ? noDefault : disposable(byMissingDefault: Int(missing))
        case .adminVM: return adminVM
        case .unspecified: return unspecified
        case .disposableOfMissingDefault, .unknown: return nil
        }
    }
}
