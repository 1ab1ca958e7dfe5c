/// A set of small numbers, one bit each.
package struct BitRow: Hashable, Sendable {
    private(set) var words: [UInt64]

    /// The empty set of numbers below `count`.
    package init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) >> 6) }

    /// Whether a number is in the set.
    package subscript(_ index: Int) -> Bool {
        get { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
        set {
            if newValue {
                words[index >> 6] |= 1 << UInt64(index & 63)
            } else {
                words[index >> 6] &= ~(1 << UInt64(index & 63))
            }
        }
    }

    /// The numbers in the set, ascending.
    package var members: [Int] {
        var result: [Int] = []
        for (place, word) in words.enumerated() {
            var bits = word
            while bits != 0 {
                result.append(place << 6 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return result
    }

    /// How many numbers are in the set.
    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether the set is empty.
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Adds all numbers of another set over the same range.
    package mutating func formUnion(_ other: BitRow) {
        for place in words.indices { words[place] |= other.words[place] }
    }

    /// Takes away all numbers of another set over the same range.
    package mutating func subtract(_ other: BitRow) {
        for place in words.indices { words[place] &= ~other.words[place] }
    }

    /// Keeps only the numbers that another set has too.
    package mutating func formIntersection(_ other: BitRow) {
        for place in words.indices { words[place] &= other.words[place] }
    }

    /// The smallest number that is in both sets.
    package func firstCommon(_ other: BitRow) -> Int? {
        for place in words.indices {
            let both = words[place] & other.words[place]
            if both != 0 { return place << 6 + both.trailingZeroBitCount }
        }
        return nil
    }
}
