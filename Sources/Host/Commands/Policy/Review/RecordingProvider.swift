import Policy
import PolicyFiles
import Synchronization

/// The disk, remembering what was read: the linter looks at comments, which no rule keeps.
final class RecordingProvider: PolicyFileProvider, Sendable {
    private let disk = DiskPolicyProvider()
    private let read = Mutex<[String: [UInt8]]>([:])

    /// What each file holds, by the name that the reader gives it.
    var texts: [String: [UInt8]] { read.withLock { $0 } }

    func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]? { try disk.list(path) }

    func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]? {
        let bytes = try disk.contents(path, limit: limit)
        if let bytes { read.withLock { $0[path] = bytes } }
        return bytes
    }
}
