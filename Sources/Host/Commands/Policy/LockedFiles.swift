import Definitions
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

    /// The file of the key that a configuration names.
    ///
    /// - Parameter folder: The configuration.
    /// - Returns: The path; nil when `locked_key` is not set.
    /// - Throws: ``CommandFailure`` with status 2 when `bulkhead.toml` has errors.
    static func configuredKey(_ folder: String) throws(CommandFailure) -> String? {
        let path = folder + "/bulkhead.toml"
        guard let bytes = try contents(path, limit: SourceFile.maximumByteCount) else { return nil }
        let facts = HostFacts(memoryMiB: 1 << 20, cpuCount: 1, imageTemplates: [])
        let result = ConfigurationReader.read(
            settings: SourceFile(path: "bulkhead.toml", bytes: bytes), machines: [], host: facts)
        guard let configuration = result.configuration else {
            let first = result.problems.first?.description ?? ""
            throw CommandFailure("\(path) has errors: \(first)", advice: "name the key with --key", code: 2)
        }
        return configuration.settings.policy.lockedKey.map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }
    }

    /// Fails unless this is a folder.
    static func checkFolder(_ folder: String) throws(CommandFailure) {
        guard FileSystem.isDirectory(folder) else {
            throw CommandFailure("there is no configuration folder \(folder)", advice: "name one", code: 2)
        }
    }
}
