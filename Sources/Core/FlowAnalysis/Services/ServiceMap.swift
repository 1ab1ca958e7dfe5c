/// What is assumed of each service: which way it moves data and whether it commands its callee.
///
/// The entry that says most decides: service with argument, then service, then the longest prefix. A service with no
/// entry is assumed to carry data both ways and to command its callee.
package struct ServiceMap: Sendable {
    /// The answer to a look-up.
    package struct Match: Hashable, Sendable {
        /// What is assumed.
        package let entry: ServiceEntry
        /// Whether nobody described the service, and the worst is assumed.
        package let isUnknown: Bool
    }

    /// All entries, by the text of their pattern.
    package let entries: [ServiceEntry]
    private let byText: [String: Int]
    private let prefixes: [(text: String, index: Int)]

    /// Makes a map of these entries; of two with one pattern the later stays.
    package init(_ entries: [ServiceEntry] = []) {
        let unique = Dictionary(entries.map { ($0.pattern.text, $0) }, uniquingKeysWith: { $1 })
        let sorted = unique.values.sorted { $0.pattern.text < $1.pattern.text }
        self.entries = sorted
        byText = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.pattern.text, $0) })
        prefixes = sorted.enumerated().compactMap { index, entry in
            guard case .prefix(let text) = entry.pattern else { return nil }
            return (text, index)
        }.sorted { $0.text.utf8.count > $1.text.utf8.count }
    }

    /// What is assumed of a call.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - argument: Its argument with `+`.
    /// - Returns: The entry that says most of it.
    package func match(service: String, argument: String = "+") -> Match {
        if let index = byText[service + argument] ?? byText[service] {
            return Match(entry: entries[index], isUnknown: false)
        }
        if let prefix = prefixes.first(where: { service.hasPrefix($0.text) }) {
            return Match(entry: entries[prefix.index], isUnknown: false)
        }
        return Match(entry: .unknown(service), isUnknown: true)
    }

    /// The arguments for which the service has an entry of its own.
    package func arguments(of service: String) -> [String] {
        entries.compactMap { entry in
            guard case .call(service, let argument) = entry.pattern else { return nil }
            return argument
        }
    }
}
