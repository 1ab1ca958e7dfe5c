import LinuxIO
import TestSupport

/// User ids that no other host of these tests has, in this run or another that goes on beside it.
struct UserIDClaim: ~Copyable, Sendable {
    let range: Range<UInt32>
    /// Held as long as the claim.
    private let lock: OwnedDescriptor

    init(count: UInt32) throws {
        let folder = "/run/lock/bulkhead-e2e"
        try FileSystem.makeDirectory(folder)
        for index: UInt32 in 0..<1_000 {
            guard let lock = try FileSystem.lock("\(folder)/\(index)") else { continue }
            let first = 700_000 + index * count
            range = first..<first + count
            self.lock = lock
            return
        }
        throw TimedOut("all user ids for tests are in use")
    }
}
