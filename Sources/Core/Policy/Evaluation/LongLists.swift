/// For lists of many rules, which rules match, turned round: a row of rules for each source and each destination.
///
/// The first rule of a call is then the first common bit of two rows.
struct LongLists: Sendable {
    /// Lists shorter than this are read rule after rule.
    static let shortest = 48

    /// One long list.
    private struct Rows: Sendable {
        let wordCount: Int
        /// A row for each domain.
        var sources: [UInt64]
        /// A row for each place of the ``SlotMap``.
        var targets: [UInt64]
        /// The same for what is offered in a prompt.
        var offers: [UInt64]
    }

    private var rows: [Rows] = []
    /// For each list its number in ``rows``, or -1.
    private var numbers: [Int32]

    init(_ lists: RuleLists, _ masks: TokenMasks, _ slots: SlotMap) {
        numbers = Array(repeating: -1, count: lists.count)
        for list in 0..<lists.count {
            let range = lists.range(of: list)
            guard range.count >= Self.shortest else { continue }
            let wordCount = (range.count + 63) / 64
            let entries = lists.entries[range]
            numbers[list] = Int32(rows.count)
            rows.append(
                Rows(
                    wordCount: wordCount,
                    sources: Self.turned(
                        entries, by: \.source, masks.sources, masks.sourceWordCount, slots.domainCount, wordCount,
                        lists.tokens.count),
                    targets: Self.turned(
                        entries, by: \.target, masks.targets, masks.wordCount, slots.count, wordCount,
                        lists.tokens.count),
                    offers: Self.turned(
                        entries, by: \.offer, masks.offers, masks.wordCount, slots.count, wordCount,
                        lists.tokens.count)))
        }
    }

    /// Makes a row of rules for each bit of the words' masks.
    private static func turned(
        _ entries: ArraySlice<RuleLists.Entry>, by word: KeyPath<RuleLists.Entry, UInt32>, _ masks: [UInt64],
        _ maskWords: Int, _ rowCount: Int, _ wordCount: Int, _ tokenCount: Int
    ) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: rowCount * wordCount)
        var uses = [UInt32](repeating: 0, count: tokenCount)
        for entry in entries { uses[Int(entry[keyPath: word])] += 1 }
        var common: [UInt32: Int] = [:]
        var commonRows: [[UInt64]] = []
        for (place, entry) in entries.enumerated() {
            let token = entry[keyPath: word]
            // A word of many rules is turned once for all of them.
            if uses[Int(token)] > wordCount {
                if common[token] == nil {
                    common[token] = commonRows.count
                    commonRows.append(Array(repeating: 0, count: wordCount))
                }
                if let number = common[token] { commonRows[number][place >> 6] |= 1 << UInt64(place & 63) }
                continue
            }
            forEachBit(masks, Int(token) * maskWords, maskWords) { slot in
                result[slot * wordCount + place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        for (token, number) in common {
            let row = commonRows[number]
            forEachBit(masks, Int(token) * maskWords, maskWords) { slot in
                for index in 0..<wordCount { result[slot * wordCount + index] |= row[index] }
            }
        }
        return result
    }

    @inline(__always)
    private static func forEachBit(_ masks: [UInt64], _ start: Int, _ count: Int, _ body: (Int) -> Void) {
        for index in 0..<count {
            var bits = masks[start + index]
            while bits != 0 {
                body(index * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
    }

    /// Makes the rows of one domain anew, as a source and as a destination.
    mutating func update(_ domain: Int, _ lists: RuleLists, _ masks: TokenMasks, _ slots: SlotMap) {
        let places = [domain, slots.disposable(of: domain), slots.disposable(byDefault: domain)]
        for list in 0..<lists.count where numbers[list] >= 0 {
            let number = Int(numbers[list])
            let wordCount = rows[number].wordCount
            for index in 0..<wordCount {
                rows[number].sources[domain * wordCount + index] = 0
                for place in places {
                    rows[number].targets[place * wordCount + index] = 0
                    rows[number].offers[place * wordCount + index] = 0
                }
            }
            for (place, entry) in lists.entries[lists.range(of: list)].enumerated() {
                let bit = 1 << UInt64(place & 63) as UInt64
                let sourceWord = masks.sources[Int(entry.source) * masks.sourceWordCount + domain >> 6]
                if sourceWord >> UInt64(domain & 63) & 1 == 1 {
                    rows[number].sources[domain * wordCount + place >> 6] |= bit
                }
                for slot in places {
                    let target = masks.targets[Int(entry.target) * masks.wordCount + slot >> 6]
                    if target >> UInt64(slot & 63) & 1 == 1 {
                        rows[number].targets[slot * wordCount + place >> 6] |= bit
                    }
                    let offer = masks.offers[Int(entry.offer) * masks.wordCount + slot >> 6]
                    if offer >> UInt64(slot & 63) & 1 == 1 {
                        rows[number].offers[slot * wordCount + place >> 6] |= bit
                    }
                }
            }
        }
    }

    /// Whether a list is long.
    func contains(_ list: Int) -> Bool { numbers[list] >= 0 }

    /// The place in a list of the first rule for a source and a destination.
    func first(in list: Int, source: Int, slot: Int) -> Int? {
        let row = rows[Int(numbers[list])]
        let (sourceStart, targetStart) = (source * row.wordCount, slot * row.wordCount)
        for index in 0..<row.wordCount {
            let both = row.sources[sourceStart + index] & row.targets[targetStart + index]
            if both != 0 { return index * 64 + both.trailingZeroBitCount }
        }
        return nil
    }

    /// Takes the first rule of each wanted place in one list, where it comes before the best one so far.
    func narrow(
        _ best: inout [UInt32], _ list: Int, _ lists: RuleLists, source: Int, _ wanted: [UInt64], _ side: MaskSide
    ) {
        let row = rows[Int(numbers[list])]
        let start = lists.range(of: list).lowerBound
        let (entries, sources) = (lists.entries.span, row.sources.span)
        let targets = side == .targets ? row.targets.span : row.offers.span
        let wordCount = row.wordCount
        let sourceStart = source &* wordCount
        var best = best.mutableSpan
        for word in wanted.indices {
            var slots = wanted[word]
            while slots != 0 {
                let slot = word &* 64 &+ slots.trailingZeroBitCount
                slots &= slots &- 1
                let targetStart = slot &* wordCount
                for index in 0..<wordCount {
                    let both = sources[sourceStart &+ index] & targets[targetStart &+ index]
                    if both == 0 { continue }
                    let rule = entries[start &+ index &* 64 &+ both.trailingZeroBitCount].rule
                    if rule < best[slot] { best[slot] = rule }
                    break
                }
            }
        }
    }
}
