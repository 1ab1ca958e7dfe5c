/// The words of a policy, each held once and known by its number.
///
/// A hash table with open addressing over one array of bytes: reading ten thousand rules makes no string.
package struct Vocabulary: Sendable {
    /// All words, one after the other.
    private var bytes: [UInt8] = []
    /// Where each word ends in ``bytes``.
    private var ends: [UInt32] = []
    /// Word numbers plus one, at the place of their hash; 0 is free.
    ///
    /// Its length is a power of two, and it is at most half full.
    private var table: [UInt32] = Array(repeating: 0, count: 256)

    package init() {
        _ = intern("dom0")
        _ = intern("00000000-0000-0000-0000-000000000000")
    }

    /// The number of words.
    package var count: Int { ends.count }

    /// The text of a word.
    package subscript(_ symbol: Symbol) -> String {
        let range = range(of: Int(symbol.index))
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The number of a word that is known already.
    package func symbol(for text: String) -> Symbol? { symbol(for: text.utf8.span) }

    /// The number of a word that is known already.
    ///
    /// - Parameter word: The word's UTF-8.
    /// - Returns: Its number, or nil when no rule has this word.
    package func symbol(for word: Span<UInt8>) -> Symbol? {
        let number = table[place(of: word)]
        return number == 0 ? nil : Symbol(index: number - 1)
    }

    /// The number of a word, made known if it was not.
    package mutating func intern(_ text: String) -> Symbol { intern(text.utf8.span) }

    /// The number of a word, made known if it was not.
    ///
    /// - Parameter word: The word's UTF-8.
    /// - Returns: Its number, for as long as this vocabulary and its copies live.
    package mutating func intern(_ word: some Collection<UInt8>) -> Symbol {
        let copy = Array(word)
        return intern(copy.span)
    }

    /// The number of a word, made known if it was not.
    ///
    /// - Parameter word: The word's UTF-8.
    /// - Returns: Its number, for as long as this vocabulary and its copies live.
    package mutating func intern(_ word: Span<UInt8>) -> Symbol {
        if (ends.count + 1) * 2 > table.count { table = tableOfTwiceTheSize() }
        let place = place(of: word)
        if table[place] != 0 { return Symbol(index: table[place] - 1) }
        for index in word.indices { bytes.append(word[index]) }
        ends.append(UInt32(bytes.count))
        table[place] = UInt32(ends.count)
        return Symbol(index: UInt32(ends.count - 1))
    }

    /// Where in ``table`` a word is, or would be put.
    private func place(of word: Span<UInt8>) -> Int {
        let mask = table.count - 1
        var place = Self.hash(word) & mask
        while table[place] != 0 && !equals(Int(table[place]) - 1, word) { place = (place + 1) & mask }
        return place
    }

    private func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

    private func equals(_ index: Int, _ word: Span<UInt8>) -> Bool {
        let range = range(of: index)
        guard range.count == word.count else { return false }
        let start = range.lowerBound
        for offset in word.indices where bytes[start + offset] != word[offset] { return false }
        return true
    }

    private func tableOfTwiceTheSize() -> [UInt32] {
        var larger = [UInt32](repeating: 0, count: table.count * 2)
        let mask = larger.count - 1
        let words = bytes.span
        for index in ends.indices {
            var place = Self.hash(words.extracting(range(of: index))) & mask
            while larger[place] != 0 { place = (place + 1) & mask }
            larger[place] = UInt32(index + 1)
        }
        return larger
    }

    /// FNV-1a, 64 bits, folded.
    ///
    /// The words come from an admin's files; what a guest sends is only looked up.
    private static func hash(_ word: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in word.indices { hash = (hash ^ UInt64(word[index])) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7fff_ffff)
    }
}
