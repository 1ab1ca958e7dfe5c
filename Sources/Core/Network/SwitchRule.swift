/// One line of a chain, read into what it asks of a frame and where it sends it.
struct SwitchRule {
    private var facts: [String: [String]] = [:]
    /// The taps or chains that it leads to, by the words that select them; one without words for `fwd to`.
    private var targets: [(key: [String], target: String)] = []

    /// The fields that a rule may look at, as their words.
    private static let fields = [
        "ether saddr", "ether daddr", "ether type", "arp htype", "arp ptype", "arp hlen", "arp plen",
        "arp saddr ether", "arp saddr ip", "arp daddr ip", "ip saddr", "ip6 saddr",
    ]
    /// The maps that a rule may look into.
    private static let maps = [
        "arp daddr ip vmap", "ether daddr . ip daddr vmap", "ether daddr . ip6 daddr vmap",
    ]

    /// Reads a line; nil when a word of it is unknown, comes twice or has no meaning here.
    init?(_ line: String) {
        var words = line.split(separator: " ").map(String.init)[...]
        while !words.isEmpty {
            guard targets.isEmpty else { return nil }
            if let map = Self.maps.first(where: { words.starts(with: $0.split(separator: " ").map(String.init)) }) {
                words = words.dropFirst(map.split(separator: " ").count)
                guard let list = Self.takeSet(&words), readMap(list) else { return nil }
                facts["map"] = [map]
            } else if words.starts(with: ["limit", "rate", "\(SwitchRuleset.addressRequestsPerSecond)/second"]) {
                words = words.dropFirst(3)
            } else if words.starts(with: ["fwd", "to"]), words.count == 3, let last = words.last {
                guard last.count > 2, last.hasPrefix("\""), last.hasSuffix("\"") else { return nil }
                targets = [([], String(last.dropFirst().dropLast()))]
                words = []
            } else {
                guard
                    let field = Self.fields.first(where: {
                        words.starts(with: $0.split(separator: " ").map(String.init))
                    })
                else { return nil }
                words = words.dropFirst(field.split(separator: " ").count)
                guard facts[field] == nil, let values = Self.takeSet(&words) else { return nil }
                facts[field] = values
            }
        }
        guard !targets.isEmpty else { return nil }
    }

    /// One word, or the words between braces; those of an element are joined again by the commas between them.
    private static func takeSet(_ words: inout ArraySlice<String>) -> [String]? {
        guard let first = words.popFirst() else { return nil }
        guard first == "{" else { return [first] }
        guard let end = words.firstIndex(of: "}") else { return nil }
        let text = words[..<end].joined(separator: " ")
        words = words[(end + 1)...]
        let elements = text.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
        return elements.isEmpty ? nil : elements
    }

    private mutating func readMap(_ elements: [String]) -> Bool {
        for element in elements {
            let words = element.split(separator: " ").map(String.init)
            guard let colon = words.firstIndex(of: ":"), words[(colon + 1)...].first == "goto", words.count == colon + 3
            else { return false }
            targets.append((words[..<colon].filter { $0 != "." }, words[colon + 2]))
        }
        return true
    }

    /// The ways that it opens.
    ///
    /// - Parameters:
    ///   - tap: Where the frame came in.
    ///   - deliveries: The chains that deliver, with the tap of each.
    /// - Returns: The ways; empty when the rule is not one of those that are known.
    func paths(from tap: String, _ deliveries: [String: String]) -> [SwitchPath] {
        guard let kindWord = only("ether type"), let kind = SwitchPath.Kind(rawValue: kindWord),
            let sourceMAC = only("ether saddr"), kind != .arp || isAddressPacket(sourceMAC),
            kind == .arp || !facts.keys.contains(where: { $0.hasPrefix("arp") })
        else { return [] }
        let found = targets.compactMap { target in
            target.key.isEmpty
                ? direct(tap, target.target, kind, sourceMAC) : mapped(tap, target, kind, sourceMAC, deliveries)
        }
        return found.count == targets.count ? found : []
    }

    private func only(_ field: String) -> String? {
        guard let values = facts[field], values.count == 1 else { return nil }
        return values[0]
    }

    private func isAddressPacket(_ sourceMAC: String) -> Bool {
        only("arp htype") == "1" && only("arp ptype") == "ip" && only("arp hlen") == "6" && only("arp plen") == "4"
            && only("arp saddr ether") == sourceMAC
    }

    private func direct(_ tap: String, _ target: String, _ kind: SwitchPath.Kind, _ sourceMAC: String) -> SwitchPath? {
        let sourceField = kind == .arp ? "arp saddr ip" : "\(kind.rawValue) saddr"
        let expected: Set = ["ether saddr", "ether daddr", "ether type", sourceField]
        guard let source = only(sourceField), let targetMACs = facts["ether daddr"],
            kind == .arp ? only("arp daddr ip") != nil : Set(facts.keys) == expected
        else { return nil }
        return SwitchPath(
            from: tap, to: target, kind: kind, sourceMAC: sourceMAC, targetMACs: Set(targetMACs), source: source,
            target: only("arp daddr ip"))
    }

    private func mapped(
        _ tap: String, _ target: (key: [String], target: String), _ kind: SwitchPath.Kind, _ sourceMAC: String,
        _ deliveries: [String: String]
    ) -> SwitchPath? {
        guard let out = deliveries[target.target] else { return nil }
        let map = only("map")
        if kind == .arp {
            guard map == Self.maps[0], target.key.count == 1, facts["ether daddr"] == nil else { return nil }
            return SwitchPath(
                from: tap, to: out, kind: kind, sourceMAC: sourceMAC, targetMACs: [], source: only("arp saddr ip"),
                target: target.key[0])
        }
        guard map == "ether daddr . \(kind.rawValue) daddr vmap", target.key.count == 2,
            Set(facts.keys) == ["map", "ether saddr", "ether type"]
        else { return nil }
        return SwitchPath(
            from: tap, to: out, kind: kind, sourceMAC: sourceMAC, targetMACs: [target.key[0]], source: nil,
            target: target.key[1])
    }
}
