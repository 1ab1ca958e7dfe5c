/// How many calls each VM may still make of each service.
package struct CallBudgets: Sendable {
    private struct Key: Hashable {
        let source: String
        let service: String
    }

    /// Most pairs that are kept; when there are more, those that are full are forgotten.
    private static let keyLimit = 4_096

    private let perSecond: UInt32
    private let burst: UInt32
    private var buckets: [Key: TokenBucket] = [:]

    package init(perSecond: UInt32, burst: UInt32) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Takes one call; false when there were too many.
    package mutating func take(source: String, service: String, nowNanoseconds: UInt64) -> Bool {
        let key = Key(source: source, service: service)
        if buckets[key] == nil {
            if buckets.count >= Self.keyLimit { forgetFull(nowNanoseconds) }
            // Nobody needs so many services in so short a time who is up to any good.
            guard buckets.count < Self.keyLimit else { return false }
        }
        var bucket =
            buckets[key] ?? TokenBucket(perSecond: perSecond, burst: burst, nowNanoseconds: nowNanoseconds)
        let isTaken = bucket.take(nowNanoseconds: nowNanoseconds)
        buckets[key] = bucket
        return isTaken
    }

    private mutating func forgetFull(_ now: UInt64) {
        for (key, var bucket) in buckets where bucket.isFull(nowNanoseconds: now) { buckets[key] = nil }
    }
}
