/// How often something may still happen: bursts are fine, floods are not.
///
/// It fills evenly with time up to its size, and each use takes one.
package struct TokenBucket: Hashable, Sendable {
    /// Most uses at once.
    package let burst: UInt64
    private let nanosecondsPerToken: UInt64
    private var tokens: UInt64
    private var lastRefill: UInt64

    /// Begins full.
    ///
    /// - Parameters:
    ///   - perSecond: Uses per second in the long run, at least 1; more than 10⁹ count as 10⁹.
    ///   - burst: Uses at once, at least 1.
    ///   - nowNanoseconds: The monotonic clock.
    package init(perSecond: UInt32, burst: UInt32, nowNanoseconds: UInt64) {
        self.burst = UInt64(max(1, burst))
        nanosecondsPerToken = max(1, 1_000_000_000 / UInt64(max(1, perSecond)))
        tokens = self.burst
        lastRefill = nowNanoseconds
    }

    /// Takes one use; false when there is none left.
    package mutating func take(nowNanoseconds: UInt64) -> Bool {
        refill(nowNanoseconds)
        guard tokens > 0 else { return false }
        tokens -= 1
        return true
    }

    /// Whether nothing has been taken for so long that it is as good as new.
    package mutating func isFull(nowNanoseconds: UInt64) -> Bool {
        refill(nowNanoseconds)
        return tokens == burst
    }

    private mutating func refill(_ now: UInt64) {
        guard now > lastRefill else { return }
        let earned = (now - lastRefill) / nanosecondsPerToken
        guard earned > 0 else { return }
        if tokens + min(earned, burst) >= burst {
            tokens = burst
            lastRefill = now
        } else {
            tokens += earned
            // What is left of a token's time is not lost.
            lastRefill += earned * nanosecondsPerToken
        }
    }
}
