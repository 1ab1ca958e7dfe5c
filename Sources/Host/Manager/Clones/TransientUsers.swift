import Machines
import Synchronization

/// Host users of machines that have none of their own: for as long as their processes run.
///
/// They come from the upper end of the range, the users of defined machines from the lower.
final class TransientUsers: Sendable {
    private let range: UserIDRange
    private let taken = Mutex<Set<UInt32>>([])

    init(range: UserIDRange) { self.range = range }

    /// Users that are out.
    var inUse: Set<UInt32> { taken.withLock { $0 } }

    /// Takes a free user.
    ///
    /// - Parameter assigned: The users of defined machines.
    /// - Returns: The user; nil when the range is used up.
    func take(besides assigned: Set<UInt32>) -> UInt32? {
        taken.withLock { taken in
            for offset in stride(from: range.count - 1, through: 0, by: -1) {
                let user = range.first + UInt32(offset)
                guard !assigned.contains(user), !taken.contains(user) else { continue }
                taken.insert(user)
                return user
            }
            return nil
        }
    }

    /// Notes a user that a machine of an earlier manager has.
    func note(_ user: UInt32) { taken.withLock { _ = $0.insert(user) } }

    /// Gives a user back, of whom no process runs any more; one of a defined machine is none of these.
    func give(back user: UInt32) { taken.withLock { _ = $0.remove(user) } }
}
