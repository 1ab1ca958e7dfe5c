/// The VMs that there are, at one moment: what tags, names and states in rules are held against.
///
/// The administrative domain is always among them. Domains are sorted by name; a domain's number is its place.
package struct World: Hashable, Sendable {
    /// The domains, by name.
    package private(set) var domains: [Domain]
    /// The number of the administrative domain.
    package let adminIndex: Int
    /// How many domains have a name that is sorted before `@`.
    let countBeforeKeywords: Int
    private let numbers: [String: Int]
    private let numbersByUUID: [String: Int]
    /// For each domain the number of its default template, or -1.
    private let defaultTemplates: [Int32]

    /// Makes a world of these domains; of two with one name the later stays.
    package init(_ domains: [Domain] = []) {
        var byName = Dictionary(domains.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        if byName[Self.adminName] == nil {
            byName[Self.adminName] = Domain(name: Self.adminName, uuid: Self.adminUUID, type: "AdminVM")
            byName[Self.adminName]?.powerState = "Running"
        }
        let sorted = byName.values.sorted { $0.name < $1.name }
        self.domains = sorted
        numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.name, $0) })
        numbersByUUID = Dictionary(sorted.enumerated().map { ($1.uuid, $0) }, uniquingKeysWith: { $1 })
        adminIndex = numbers[Self.adminName] ?? 0
        countBeforeKeywords = sorted.firstIndex { $0.name > "@" } ?? sorted.count
        let (byText, byUUID) = (numbers, numbersByUUID)
        defaultTemplates = sorted.map { domain in
            guard let word = domain.defaultDisposable else { return -1 }
            return Int32(Self.number(of: word, byText, byUUID) ?? -1)
        }
    }

    /// The administrative domain's name.
    package static let adminName = "dom0"
    /// The administrative domain's UUID.
    package static let adminUUID = "00000000-0000-0000-0000-000000000000"

    /// The number of the domain with this name.
    package func index(named name: String) -> Int? { numbers[name] }

    /// The number of the domain with this UUID, which is written without `uuid:`.
    package func index(uuid: String) -> Int? { numbersByUUID[uuid] }

    /// The number of the domain that `word` names: a name, or `uuid:` and a UUID.
    package func index(of word: String) -> Int? {
        Self.number(of: word, numbers, numbersByUUID)
    }

    private static func number(of word: String, _ numbers: [String: Int], _ numbersByUUID: [String: Int]) -> Int? {
        guard isUUID(word) else { return numbers[word] }
        return numbersByUUID[String(word.dropFirst(uuidPrefix.count))] ?? numbers[word]
    }

    /// What stands before a UUID.
    package static let uuidPrefix = "uuid:"

    /// Whether `word` is a UUID and no name.
    package static func isUUID(_ word: String) -> Bool {
        // Nearly no word begins with u: the first byte spares the comparison.
        word.utf8.first == UInt8(ascii: "u") && word.hasPrefix(uuidPrefix)
    }

    /// Whether two words name one domain; Qubes compares the texts.
    func isSame(_ left: String, _ right: String, mode: PolicyMode) -> Bool {
        if left == right { return true }
        guard mode == .strict, let number = index(of: left) else { return false }
        return number == index(of: right)
    }

    /// The default template of a domain's disposables, when it is a domain.
    package func defaultTemplate(of domain: Int) -> Int? {
        let number = defaultTemplates[domain]
        return number < 0 ? nil : Int(number)
    }

    /// Whether a domain names a default template, be it a domain or not.
    package func hasDefaultTemplate(_ domain: Int) -> Bool {
        defaultTemplates[domain] >= 0 || domains[domain].defaultDisposable != nil
    }

    /// Notes that a domain has started, stopped, or changed its state in another way.
    package mutating func setPowerState(_ state: String, of domain: Int) { domains[domain].powerState = state }

    /// The text of a destination, as Qubes would write it.
    ///
    /// - Parameters:
    ///   - destination: The destination.
    ///   - source: The domain that calls, whose default template may be meant.
    ///   - rules: The rules, for words of their own.
    /// - Returns: A name, `uuid:…` or one of the `@` words.
    package func text(of destination: Destination, source: Int?, in rules: RuleSet) -> String {
        switch destination {
        case .unspecified: "@default"
        case .adminVM: "@adminvm"
        case .domain(let number, let byUUID): byUUID ? "uuid:" + domains[number].uuid : domains[number].name
        case .disposable: "@dispvm"
        case .disposableOf(let number, let byUUID):
            "@dispvm:" + (byUUID ? "uuid:" + domains[number].uuid : domains[number].name)
        case .disposableOfMissingDefault: "@dispvm:" + (source.flatMap { domains[$0].defaultDisposable } ?? "")
        case .unknown(let token): rules.text(of: token)
        }
    }
}
