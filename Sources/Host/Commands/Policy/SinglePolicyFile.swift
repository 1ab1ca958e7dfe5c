import LinuxIO
import Policy

/// A policy file that is named on the command line instead of a folder.
enum SinglePolicyFile {
    /// What the file holds; nil when the path is a folder.
    ///
    /// - Throws: ``CommandFailure`` with status 2 when there is nothing of this name, or it cannot be read.
    static func contents(_ path: String) throws(CommandFailure) -> [UInt8]? {
        if FileSystem.isDirectory(path) { return nil }
        guard FileSystem.exists(path) else {
            throw CommandFailure(
                "there is no folder or file \(path)",
                advice: "name the folder of a configuration, one with .policy files, or a single file", code: 2)
        }
        do {
            return try FileSystem.read(path, limit: ReadingLimits().fileBytes + 1)
        } catch {
            throw CommandFailure("cannot read \(path): \(error.reason)", code: 2)
        }
    }
}
