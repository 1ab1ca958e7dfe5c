internal import Glibc

/// What tells two states of a file apart without reading it.
///
/// Symbolic links are followed.
package struct FileStamp: Hashable, Sendable {
    /// What there is at a path.
    package enum Kind: Hashable, Sendable {
        case file
        case directory
        /// A device, pipe or socket.
        case other
    }

    /// What there is.
    package let kind: Kind
    /// Its size in bytes.
    package let sizeBytes: Int
    private let device: UInt64
    private let inode: UInt64
    private let modifiedNanoseconds: Int
    /// When the file or anything about it was last changed, since 1970-01-01 UTC by the file system's clock.
    package let changedNanoseconds: Int

    /// Looks at a path; nil when nothing is there that can be looked at.
    package init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            default: .other
            }
        sizeBytes = Int(status.st_size)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        modifiedNanoseconds = Self.nanoseconds(status.st_mtim)
        changedNanoseconds = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int { Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec) }
}
