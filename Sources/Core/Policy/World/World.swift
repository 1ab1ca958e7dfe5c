/// The VMs that there are, at one moment: what tags, names and states in rules are held against.
///
/// The administrative domain is always among them. Domains are sorted by name; a domain's number is its place.
package struct World: Hashable, Sendable {
    /// The domains, by name.
    package let domains: [Domain]
    /// The number of the administrative domain.
    package let adminIndex: Int
    private let numbers: [String: Int]
    private let numbersByUUID: [String: Int]

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
        word.hasPrefix("uuid:") ? index(uuid: String(word.dropFirst(5))) ?? numbers[word] : numbers[word]
    }
}
