/// A word of at most 16 bytes as two numbers, so that comparing it with a known word is comparing numbers.
struct ShortWord: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let count: Int

    /// Packs a known word, which has at most 16 bytes.
    init(_ text: StaticString) {
        precondition(text.utf8CodeUnitCount <= 16, "a known word is short")
        self = Self(String(describing: text).utf8.span) ?? Self()
    }

    private init() {
        high = 0
        low = 0
        count = 0
    }

    /// Packs bytes, or gives nil when there are more than 16 of them.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<min(8, bytes.count) { high = high << 8 | UInt64(bytes[index]) }
        if bytes.count > 8 {
            for index in 8..<bytes.count { low = low << 8 | UInt64(bytes[index]) }
        }
        self.high = high
        self.low = low
        count = bytes.count
    }
}
