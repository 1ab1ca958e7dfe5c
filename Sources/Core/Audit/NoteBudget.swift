/// How many records somebody may cause who has no right to anything: a bucket that fills again with time.
package struct NoteBudget: Hashable, Sendable {
    private let capacity: UInt64
    private let millisecondsPerNote: UInt64
    private var tokens: UInt64
    private var filledAtMilliseconds: UInt64
    private var skipped: UInt64 = 0

    /// Makes a full bucket.
    ///
    /// - Parameters:
    ///   - capacity: How many records may come at once.
    ///   - millisecondsPerNote: After how long there is one more.
    ///   - nowMilliseconds: The time, by a clock without jumps.
    package init(capacity: UInt64, millisecondsPerNote: UInt64, nowMilliseconds: UInt64) {
        self.capacity = capacity
        self.millisecondsPerNote = max(1, millisecondsPerNote)
        tokens = capacity
        filledAtMilliseconds = nowMilliseconds
    }

    /// Asks for one record.
    ///
    /// - Parameter nowMilliseconds: The time.
    /// - Returns: How many records were left out since the last one, when there may be one; else nil.
    package mutating func take(nowMilliseconds: UInt64) -> UInt64? {
        let gained = (max(nowMilliseconds, filledAtMilliseconds) - filledAtMilliseconds) / millisecondsPerNote
        tokens = min(capacity, tokens + gained)
        filledAtMilliseconds += gained * millisecondsPerNote
        guard tokens > 0 else {
            skipped += 1
            return nil
        }
        tokens -= 1
        defer { skipped = 0 }
        return skipped
    }
}
