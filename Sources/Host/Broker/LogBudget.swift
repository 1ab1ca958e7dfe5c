/// How many log lines a guest may still cause: bursts are fine, floods are not.
struct LogBudget: Hashable, Sendable {
    private static let burst: UInt64 = 40
    private static let nanosecondsPerLine: UInt64 = 100_000_000

    private var lines = burst
    private var lastRefill: UInt64 = 0
    private(set) var dropped = 0

    /// Takes one line from the budget; false when there is none left.
    mutating func take(nowNanoseconds: UInt64) -> Bool {
        let earned = (nowNanoseconds &- lastRefill) / Self.nanosecondsPerLine
        if earned > 0 {
            lines = min(Self.burst, lines + min(earned, Self.burst))
            lastRefill = nowNanoseconds
        }
        guard lines > 0 else {
            dropped += 1
            return false
        }
        lines -= 1
        return true
    }

    /// How many lines were dropped since the last call.
    mutating func takeDropped() -> Int {
        defer { dropped = 0 }
        return dropped
    }
}
