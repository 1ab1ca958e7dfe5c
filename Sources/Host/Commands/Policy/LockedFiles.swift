import LinuxIO
import Machines
import Policy
import PolicyFiles

/// Reads the small files of the locked layer for the verbs that make and check it.
enum LockedFiles {
    /// What a file holds; nil when there is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes that it may have.
    /// - Returns: The bytes.
    /// - Throws: ``CommandFailure`` with status 2 when it cannot be read, or is too large.
    static func contents(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8]? {
        let bytes: [UInt8]?
        do {
            bytes = try DiskPolicyProvider().contents(path, limit: limit)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason)", code: 2)
        }
        if let bytes, bytes.count > limit {
            throw CommandFailure("\(path) has more than \(limit) bytes", advice: "name the right file", code: 2)
        }
        return bytes
    }

    /// What a file of a key holds.
    ///
    /// - Parameter path: The file.
    /// - Returns: The bytes.
    /// - Throws: ``CommandFailure`` with status 2 when there is none, or it cannot be read.
    static func key(_ path: String) throws(CommandFailure) -> [UInt8] {
        guard let bytes = try contents(path, limit: LockedPublicKey.maximumByteCount) else {
            throw CommandFailure(
                "there is no key file \(path)", advice: "'bulkhead policy keygen' makes a pair of keys", code: 2)
        }
        return bytes
    }

    /// Fails unless this is a folder.
    static func checkFolder(_ folder: String) throws(CommandFailure) {
        guard FileSystem.isDirectory(folder) else {
            throw CommandFailure("there is no configuration folder \(folder)", advice: "name one", code: 2)
        }
    }
}
