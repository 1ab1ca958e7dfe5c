/// A set of small numbers as bits.
struct NodeSet: Hashable, Sendable {
    private(set) var words: [UInt64]

    /// Makes an empty set of numbers below `capacity`.
    init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

    /// How many numbers it has room for.
    var capacity: Int { words.count * 64 }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    func contains(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }

    mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

    mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

    /// Adds the numbers of a set whose capacity is no larger.
    mutating func formUnion(_ other: Self) {
        for index in other.words.indices { words[index] |= other.words[index] }
    }

    mutating func subtract(_ other: Self) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    /// Calls `body` with each number, the lowest first.
    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                body(index << 6 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    /// The numbers, the lowest first.
    var numbers: [Int] {
        var numbers: [Int] = []
        forEach { numbers.append($0) }
        return numbers
    }

    /// The numbers that are not below `first`, the lowest first.
    func numbers(from first: Int) -> [Int] {
        var numbers: [Int] = []
        for index in (first >> 6)..<max(first >> 6, words.count) {
            var word = words[index]
            while word != 0 {
                let number = index << 6 + word.trailingZeroBitCount
                if number >= first { numbers.append(number) }
                word &= word - 1
            }
        }
        return numbers
    }
}
