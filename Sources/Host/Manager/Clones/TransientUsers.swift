import Machines
import Synchronization

/// Host users: those of defined machines, which are theirs for good, and those that are lent for as long as processes run.
///
/// The lent ones come from the upper end of the range, the users of defined machines from the lower.
final class TransientUsers: Sendable {
    private let range: UserIDRange
    private let taken = Mutex<Set<UInt32>>([])

    init(range: UserIDRange) { self.range = range }

    /// Notes users that machines have already, now or from an earlier definition, or by an earlier manager.
    func note(_ users: Set<UInt32>) { taken.withLock { $0.formUnion(users) } }

    /// Takes the lowest free user of a range, for good.
    ///
    /// - Returns: The user; nil when the range is used up.
    func takeLowest(of range: UserIDRange) -> UInt32? { take(0..<range.count, of: range) }

    /// Borrows a user.
    ///
    /// - Returns: The user; nil when the range is used up.
    func borrow() -> UInt32? { take((0..<range.count).reversed(), of: range) }

    private func take(_ offsets: some Sequence<Int>, of range: UserIDRange) -> UInt32? {
        taken.withLock { taken in
            let free = offsets.lazy.map { range.first + UInt32($0) }.first { !taken.contains($0) }
            if let free { taken.insert(free) }
            return free
        }
    }

    /// Gives a user back, of whom no process runs any more.
    func give(back user: UInt32) { taken.withLock { _ = $0.remove(user) } }
}
