internal import CLinux
internal import Glibc

/// An open folder, in which things are named by bytes and no link is ever followed.
///
/// Names are single parts of a path, without `/` and NUL; their bytes need not be text.
package final class Folder {
    package enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    /// What a name stands for.
    package struct Facts: Hashable, Sendable {
        package let kind: Kind
        /// The bits of `chmod`, those of `rwx` and the three above them.
        package let mode: UInt32
        package let sizeBytes: UInt64
        /// Seconds since 1970-01-01 UTC, and nanoseconds.
        package let accessed: (Int, Int)
        package let modified: (Int, Int)

        package static func == (one: Facts, other: Facts) -> Bool {
            one.kind == other.kind && one.mode == other.mode && one.sizeBytes == other.sizeBytes
                && one.accessed == other.accessed && one.modified == other.modified
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            hasher.combine(sizeBytes)
        }

        fileprivate init(_ status: stat) {
            kind =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .folder
                case S_IFLNK: .link
                default: .other
                }
            mode = status.st_mode & 0o7777
            sizeBytes = UInt64(max(0, status.st_size))
            accessed = (status.st_atim.tv_sec, status.st_atim.tv_nsec)
            modified = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        }
    }

    private let descriptor: OwnedDescriptor

    private init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

    /// Opens a folder by its path, whose links are followed.
    package static func open(_ path: [UInt8]) throws(SystemError) -> Folder {
        try open(AT_FDCWD, path, following: true)
    }

    package static func open(_ path: String) throws(SystemError) -> Folder { try open(Array(path.utf8)) }

    /// Opens a folder in this one.
    package func folder(_ name: [UInt8]) throws(SystemError) -> Folder {
        try Folder.open(descriptor.number, name, following: false)
    }

    private static func open(_ parent: CInt, _ name: [UInt8], following: Bool) throws(SystemError) -> Folder {
        let flags = O_RDONLY | O_DIRECTORY | O_NOCTTY | (following ? 0 : O_NOFOLLOW)
        let raw = unsafe withName(name) { unsafe bulkhead_openat(parent, $0, flags, 0) }
        guard raw >= 0 else { throw .last("open the folder", display(name)) }
        return Folder(OwnedDescriptor(adopting: raw))
    }

    // MARK: Looking

    /// The names in it, `.` and `..` left out, in no order.
    package func names() throws(SystemError) -> [[UInt8]] {
        // A descriptor of its own: reading moves its position, and closes it.
        let raw = unsafe bulkhead_openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY, 0)
        guard raw >= 0 else { throw .last("list a folder") }
        guard let stream = unsafe fdopendir(raw) else {
            close(raw)
            throw .last("list a folder")
        }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
        }
        guard errno == 0 else { throw .last("list a folder") }
        return names
    }

    /// What a name stands for; nil when nothing has it.
    package func facts(_ name: [UInt8]) throws(SystemError) -> Facts? {
        var status = stat()
        let result = unsafe Self.withName(name) {
            unsafe fstatat(descriptor.number, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        if result == 0 { return Facts(status) }
        guard errno == ENOENT else { throw .last("look at", Self.display(name)) }
        return nil
    }

    package func linkTarget(_ name: [UInt8]) throws(SystemError) -> [UInt8] {
        var target = [CChar](repeating: 0, count: 4_096)
        let count = unsafe Self.withName(name) { unsafe readlinkat(descriptor.number, $0, &target, target.count) }
        guard count >= 0 else { throw .last("read the link", Self.display(name)) }
        return target.prefix(count).map { UInt8(bitPattern: $0) }
    }

    /// Bytes that ordinary users can still write to the file system that holds it.
    package func availableBytes() throws(SystemError) -> UInt64 {
        var available: UInt64 = 0
        guard unsafe bulkhead_descriptor_space(descriptor.number, &available) == 0 else {
            throw .last("look at a file system")
        }
        return available
    }

    // MARK: Files

    /// Opens a file for reading.
    package func file(_ name: [UInt8]) throws(SystemError) -> OwnedDescriptor {
        // Without waiting: a pipe that somebody put in a file's place has no writer.
        try openFile(name, O_RDONLY | O_NONBLOCK, 0, "open")
    }

    /// Makes a file, for writing; fails when the name is taken.
    package func makeFile(_ name: [UInt8], mode: UInt32 = 0o600) throws(SystemError) -> OwnedDescriptor {
        try openFile(name, O_WRONLY | O_CREAT | O_EXCL, mode, "make")
    }

    private func openFile(
        _ name: [UInt8], _ flags: CInt, _ mode: UInt32, _ act: String
    ) throws(SystemError) -> OwnedDescriptor {
        let raw = unsafe Self.withName(name) {
            unsafe bulkhead_openat(descriptor.number, $0, flags | O_NOFOLLOW | O_NOCTTY, mode)
        }
        guard raw >= 0 else { throw .last(act, Self.display(name)) }
        return OwnedDescriptor(adopting: raw)
    }

    package func makeFolder(_ name: [UInt8], mode: UInt32 = 0o700) throws(SystemError) {
        try unsafe act(name, "make the folder") { unsafe mkdirat(descriptor.number, $0, mode) }
    }

    package func makeLink(_ name: [UInt8], to target: [UInt8]) throws(SystemError) {
        try unsafe act(name, "make the link") { path in
            unsafe Self.withName(target) { unsafe symlinkat($0, descriptor.number, path) }
        }
    }

    /// Sets the mode of what has the name, a file or a folder; a link is an error.
    package func setMode(_ name: [UInt8], _ mode: UInt32) throws(SystemError) {
        let opened = try openFile(name, O_RDONLY | O_NONBLOCK, 0, "open")
        guard fchmod(opened.number, mode) == 0 else { throw .last("change the mode of", Self.display(name)) }
    }

    /// Sets both times of what has the name, a link's own too: seconds since 1970-01-01 UTC, and nanoseconds.
    package func setTimes(_ name: [UInt8], accessed: (Int, Int), modified: (Int, Int)) throws(SystemError) {
        let times = [
            timespec(tv_sec: accessed.0, tv_nsec: accessed.1), timespec(tv_sec: modified.0, tv_nsec: modified.1),
        ]
        try unsafe act(name, "set the times of") {
            unsafe utimensat(descriptor.number, $0, times, AT_SYMLINK_NOFOLLOW)
        }
    }

    // MARK: Names

    /// Moves something to a name in another folder of the same file system that must be free.
    package func move(_ name: [UInt8], to folder: Folder, _ newName: [UInt8]) throws(SystemError) {
        try unsafe act(name, "move") { from in
            unsafe Self.withName(newName) {
                unsafe bulkhead_rename_new(descriptor.number, from, folder.descriptor.number, $0)
            }
        }
    }

    /// Removes what has the name, with all that is in it.
    package func removeTree(_ name: [UInt8]) throws(SystemError) {
        if unsafe Self.withName(name, { unsafe unlinkat(descriptor.number, $0, 0) }) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .last("remove", Self.display(name)) }
        do {
            let inner = try folder(name)
            for entry in try inner.names() { try inner.removeTree(entry) }
        } catch  where error.code == EACCES {
            // A folder of ours that forbids even us to look into it.
            _ = unsafe Self.withName(name) { unsafe fchmodat(descriptor.number, $0, 0o700, 0) }
            let inner = try folder(name)
            for entry in try inner.names() { try inner.removeTree(entry) }
        }
        try unsafe act(name, "remove") { unsafe unlinkat(descriptor.number, $0, AT_REMOVEDIR) }
    }

    // MARK: The disk

    /// Makes everything that was written to its file system durable.
    package func synchronizeFileSystem() throws(SystemError) {
        guard bulkhead_synchronize_file_system(descriptor.number) == 0 else { throw .last("write to the disk") }
    }

    /// Makes its names durable.
    package func synchronize() throws(SystemError) { try descriptor.synchronize() }

    // MARK: Names as C has them

    private func act(
        _ name: [UInt8], _ what: String, _ body: (UnsafePointer<CChar>) -> CInt
    ) throws(SystemError) {
        let result = unsafe Self.withName(name, body)
        guard result == 0 else { throw .last(what, Self.display(name)) }
    }

    private static func withName<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        var text = name.map { CChar(bitPattern: $0) }
        text.append(0)
        return unsafe text.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the NUL is there") }
            return unsafe body(start)
        }
    }

    private static func display(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
