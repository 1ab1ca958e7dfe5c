/// The distinct parameter lists of a policy, each by its number.
///
/// A hash table with open addressing, like ``Vocabulary``: Swift's own hashing took a third of the time of reading.
struct ParameterTable {
    /// The lists by number; the first is empty.
    private(set) var lists = [RuleParameters()]
    /// List numbers plus one at the place of their hash; 0 is free.
    ///
    /// Its length is a power of two, and it is at most half full.
    private var table: [UInt32] = Array(repeating: 0, count: 64)

    /// The number of a list, made known if it was not.
    mutating func number(of list: RuleParameters) -> UInt32 {
        if list == lists[0] { return 0 }
        if (lists.count + 1) * 2 > table.count { table = tableOfTwiceTheSize() }
        let place = place(of: list)
        if table[place] != 0 { return table[place] - 1 }
        lists.append(list)
        table[place] = UInt32(lists.count)
        return UInt32(lists.count - 1)
    }

    private func place(of list: RuleParameters) -> Int {
        let mask = table.count - 1
        var place = Self.hash(list) & mask
        while table[place] != 0 && lists[Int(table[place]) - 1] != list { place = (place + 1) & mask }
        return place
    }

    private func tableOfTwiceTheSize() -> [UInt32] {
        var larger = [UInt32](repeating: 0, count: table.count * 2)
        let mask = larger.count - 1
        for index in lists.indices.dropFirst() {
            var place = Self.hash(lists[index]) & mask
            while larger[place] != 0 { place = (place + 1) & mask }
            larger[place] = UInt32(index + 1)
        }
        return larger
    }

    private static func hash(_ list: RuleParameters) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ value: UInt64) { hash = (hash ^ value) &* 0x9e37_79b9_7f4a_7c15 }
        add(list.target.map(word) ?? 0)
        add(list.defaultTarget.map(word) ?? 0)
        add(list.user.map { UInt64($0.index) + 1 } ?? 0)
        add(flag(list.autostart) | flag(list.notify) << 2 | flag(list.oneWay) << 4)
        add(list.maximumBytes ?? 0)
        add(UInt64(list.maximumSeconds ?? 0))
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7fff_ffff)
    }

    private static func flag(_ value: Bool?) -> UInt64 { value.map { $0 ? 2 : 1 } ?? 0 }

    private static func word(_ token: Token) -> UInt64 {
        switch token {
        case .everything: 1
        case .anyVM: 2
        case .adminVM: 3
        case .unspecified: 4
        case .disposable: 5
        case .disposableOf(let name): 6 | UInt64(name.index) << 4
        case .disposableOfUUID(let uuid): 7 | UInt64(uuid.index) << 4
        case .disposableOfTag(let tag): 8 | UInt64(tag.index) << 4
        case .tag(let tag): 9 | UInt64(tag.index) << 4
        case .type(let type): 10 | UInt64(type.index) << 4
        case .name(let name): 11 | UInt64(name.index) << 4
        case .uuid(let uuid): 12 | UInt64(uuid.index) << 4
        }
    }
}
