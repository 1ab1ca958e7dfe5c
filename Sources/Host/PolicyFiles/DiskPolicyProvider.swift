internal import FoundationEssentials
import LinuxIO
package import Policy

/// A policy's files as they are on the disk.
///
/// Symbolic links are followed. Only regular files are read: a pipe or a device in a policy directory is no file of the
/// policy, and opening it could wait for ever.
package struct DiskPolicyProvider: PolicyFileProvider, Sendable {
    /// `ENOTDIR`: a part of the path is a file.
    private static let notADirectory: Int32 = 20

    package init() {}

    package func list(_ path: String) throws(PolicyFileError) -> [PolicyDirectoryEntry]? {
        // A path that can be looked at and is something else is no directory; whatever else is wrong, opening it says.
        if FileSystem.permissions(path) != nil, !FileSystem.isDirectory(path) { return nil }
        let names: [String]
        do {
            names = try FileSystem.list(path)
        } catch {
            if error.code == Self.notADirectory { return nil }
            throw PolicyFileError(error.reason)
        }
        // A directory that is missing is listed as an empty one.
        if names.isEmpty, !FileSystem.isDirectory(path) { return nil }
        return names.map { name in
            // A name that is no UTF-8 arrives repaired, and nothing is found under it. It counts as a file, so that
            // the reader refuses its name instead of leaving it out.
            let isFile = name.unicodeScalars.contains("\u{fffd}") || Self.isRegularFile(path + "/" + name)
            return PolicyDirectoryEntry(name: name, isFile: isFile)
        }
    }

    package func contents(_ path: String, limit: Int) throws(PolicyFileError) -> [UInt8]? {
        // What can be looked at and is no regular file is never opened: to open a pipe waits for its other end.
        if FileSystem.permissions(path) != nil, !Self.isRegularFile(path) { return nil }
        do {
            let file = try FileSystem.open(path)
            // Something else may have taken the name since.
            guard try DescriptorKind(of: file.number) == .file else { return nil }
            return try Self.read(file, limit: limit)
        } catch {
            if error.code == ErrorCode.notFound || error.code == Self.notADirectory { return nil }
            throw PolicyFileError(error.reason)
        }
    }

    /// Everything, or one byte more than `limit`: the size that the file system tells is only a guess at the room.
    private static func read(_ file: borrowing OwnedDescriptor, limit: Int) throws(SystemError) -> [UInt8] {
        let bound = max(0, limit) + 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(bound, try file.sizeBytes() + 1))
        while bytes.count < bound {
            guard let more = try file.read(limit: min(1 << 20, bound - bytes.count)), !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }

    private static func isRegularFile(_ path: String) -> Bool {
        guard let target = FileSystem.canonicalPath(path) else { return false }
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}
