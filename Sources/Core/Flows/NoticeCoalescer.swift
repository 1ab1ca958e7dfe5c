/// Tells of what happens again and again: at once the first time, and then how often at the end of each interval.
package struct NoticeCoalescer<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var beganAtNanoseconds: UInt64
        var untold: UInt64
    }

    /// Most keys that are kept apart; what comes beyond them is told each time.
    private static var keyLimit: Int { 1_000 }

    private let intervalNanoseconds: UInt64
    private var entries: [Key: Entry] = [:]

    package init(intervalNanoseconds: UInt64) { self.intervalNanoseconds = intervalNanoseconds }

    /// Notes that it happened; whether it is to be told now.
    package mutating func note(_ key: Key, nowNanoseconds: UInt64) -> Bool {
        if entries[key] != nil {
            entries[key]?.untold += 1
            return false
        }
        guard entries.count < Self.keyLimit else { return true }
        entries[key] = Entry(beganAtNanoseconds: nowNanoseconds, untold: 0)
        return true
    }

    /// What has come again since it was told, where the interval is over.
    package mutating func due(nowNanoseconds: UInt64) -> [(key: Key, count: UInt64)] {
        var told: [(Key, UInt64)] = []
        // A note can have been made after the clock was read for this.
        for (key, entry) in entries
        where nowNanoseconds >= entry.beganAtNanoseconds
            && nowNanoseconds - entry.beganAtNanoseconds >= intervalNanoseconds
        {
            if entry.untold == 0 {
                entries[key] = nil
            } else {
                told.append((key, entry.untold))
                entries[key] = Entry(beganAtNanoseconds: nowNanoseconds, untold: 0)
            }
        }
        return told
    }

    package var isEmpty: Bool { entries.isEmpty }
}
