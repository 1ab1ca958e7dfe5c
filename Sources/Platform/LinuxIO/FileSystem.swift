internal import CLinux
internal import Glibc

/// Whole-file and directory operations; every error names the path.
package enum FileSystem {
    package enum Access: Sendable {
        case read
        case readWrite
        /// Creates the file if it is missing.
        case append
        /// Fails if the file exists.
        case createNew
        /// Creates or empties.
        case replace
    }

    package static func open(
        _ path: String, _ access: Access = .read, mode: UInt32 = 0o600
    ) throws(SystemError) -> OwnedDescriptor {
        let flags: CInt =
            switch access {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .append: O_WRONLY | O_APPEND | O_CREAT
            case .createNew: O_RDWR | O_CREAT | O_EXCL
            case .replace: O_WRONLY | O_CREAT | O_TRUNC
            }
        let raw = unsafe bulkhead_open(path, flags | O_NOCTTY, mode)
        guard raw >= 0 else { throw .last("open", path) }
        return OwnedDescriptor(adopting: raw)
    }

    /// Opens a device or terminal for reading and writing without blocking.
    package static func openNonblocking(_ path: String) throws(SystemError) -> OwnedDescriptor {
        let raw = unsafe bulkhead_open(path, O_RDWR | O_NONBLOCK | O_NOCTTY, 0)
        guard raw >= 0 else { throw .last("open", path) }
        return OwnedDescriptor(adopting: raw)
    }

    /// The bytes of a file, at most `limit` (default 16 MiB).
    package static func read(_ path: String, limit: Int = 16 << 20) throws(SystemError) -> [UInt8] {
        let file = try open(path)
        do { return try file.readAll(limit: limit, subject: path) } catch {
            throw SystemError("read", path, code: error.code)
        }
    }

    /// The text of a small file without white space at its end; undecodable bytes are replaced.
    package static func readText(_ path: String, limit: Int = 1 << 20) throws(SystemError) -> String {
        var bytes = try read(path, limit: limit)[...]
        while let last = bytes.last, last == 0x0A || last == 0x20 || last == 0x0D || last == 0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes into an existing file as the kernel's control files want it: one write, no replacement.
    package static func writeControl(_ path: String, _ text: String) throws(SystemError) {
        let raw = unsafe bulkhead_open(path, O_WRONLY, 0)
        guard raw >= 0 else { throw .last("open", path) }
        let file = OwnedDescriptor(adopting: raw)
        do { try file.writeAll(Array(text.utf8)) } catch { throw SystemError("write", path, code: error.code) }
    }

    /// Replaces a file as a whole: write beside it, fsync, rename, fsync the directory.
    ///
    /// A reader, or a later run after a power cut, sees the old bytes or the new ones, never a part. What need not
    /// outlive the host is not made durable: then only processes may be killed at any time.
    package static func writeAtomically(
        _ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600, isDurable: Bool = true
    ) throws(SystemError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        let file = try open(temporary, .createNew, mode: mode)
        do {
            _ = fchmod(file.number, mode)
            try file.writeAll(bytes)
            if isDurable {
                try file.synchronize()
                try rename(temporary, to: path)
            } else {
                try renameForNow(temporary, to: path)
            }
        } catch {
            _ = unsafe unlink(temporary)
            throw SystemError("write", path, code: error.code)
        }
    }

    /// Renames and makes the new name durable.
    package static func rename(_ from: String, to target: String) throws(SystemError) {
        guard unsafe Glibc.rename(from, target) == 0 else { throw .last("rename", "\(from) to \(target)") }
        try synchronizeDirectory(parent(of: target))
    }

    /// Renames what need not outlive the host, such as a socket.
    package static func renameForNow(_ from: String, to target: String) throws(SystemError) {
        guard unsafe Glibc.rename(from, target) == 0 else { throw .last("rename", "\(from) to \(target)") }
    }

    /// Gives a file a new name that must be free, and makes it durable.
    ///
    /// - Throws: `exists` when something has the name already; both files are as they were then.
    package static func renameNew(_ from: String, to target: String) throws(SystemError) {
        guard unsafe link(from, target) == 0 else { throw .last("name the new file", target) }
        try remove(from)
        try synchronizeDirectory(parent(of: target))
    }

    package static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let raw = unsafe bulkhead_open(path, O_RDONLY | O_DIRECTORY, 0)
        guard raw >= 0 else { throw .last("open", path) }
        try OwnedDescriptor(adopting: raw).synchronize()
    }

    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    package static func lastComponent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// Makes a directory and its parents; existing ones keep their modes.
    package static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if unsafe mkdir(path, mode) == 0 {
            _ = unsafe chmod(path, mode)
            return
        }
        if errno == EEXIST {
            guard isDirectory(path) else { throw SystemError("make the directory", path, code: ENOTDIR) }
            return
        }
        guard errno == ENOENT, path != "/", !path.isEmpty else { throw .last("make the directory", path) }
        try makeDirectory(parent(of: path), mode: 0o755)
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw .last("make the directory", path) }
        _ = unsafe chmod(path, mode)
    }

    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    package static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 && !isDirectory(path) }

    package static func isDirectory(_ path: String) -> Bool {
        guard let status = status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether it is a regular file, or a link to one.
    package static func isFile(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }

    package static func isSocket(_ path: String) -> Bool {
        guard let status = status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFSOCK
    }

    package enum Kind: Hashable, Sendable {
        case file, folder, link, socket, other
    }

    /// What is at `path` itself, a link being a link; nil when nothing is.
    package static func kind(_ path: String) -> Kind? {
        var result = stat()
        return unsafe lstat(path, &result) == 0 ? kind(result) : nil
    }

    /// What is at `path`, links followed; nil when nothing is.
    package static func kindBehindLinks(_ path: String) -> Kind? { status(path).map(kind) }

    private static func kind(_ status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        case S_IFSOCK: .socket
        default: .other
        }
    }

    /// Bytes of the file at `path`, nil if there is none.
    package static func sizeBytes(_ path: String) -> Int? { status(path).map { Int($0.st_size) } }

    /// Bytes that the file really takes on disk, nil if there is none.
    package static func allocatedBytes(_ path: String) -> Int? { status(path).map { Int($0.st_blocks) * 512 } }

    private static func status(_ path: String) -> stat? {
        var result = stat()
        return unsafe stat(path, &result) == 0 ? result : nil
    }

    /// The mode bits and the group of a file, nil if there is none.
    package static func permissions(_ path: String) -> (mode: UInt32, group: UInt32)? {
        status(path).map { ($0.st_mode & 0o7777, $0.st_gid) }
    }

    /// Names in a directory, sorted, without `.` and `..`; empty if it is missing.
    package static func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw .last("list", path)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file; a missing one is no error.
    package static func remove(_ path: String) throws(SystemError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    /// Removes a directory and all in it, without following links; a missing one is no error.
    package static func removeTree(_ path: String) throws(SystemError) {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .last("remove", path) }
        for name in try list(path) { try removeTree("\(path)/\(name)") }
        guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    package static func removeDirectory(_ path: String) throws(SystemError) {
        guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
    }

    package static func changeOwner(_ path: String, user: UInt32, group: UInt32) throws(SystemError) {
        guard unsafe chown(path, user, group) == 0 else { throw .last("change the owner of", path) }
    }

    package static func changeMode(_ path: String, _ mode: UInt32) throws(SystemError) {
        guard unsafe chmod(path, mode) == 0 else { throw .last("change the mode of", path) }
    }

    package static func symbolicLink(_ path: String, to target: String) throws(SystemError) {
        guard unsafe symlink(target, path) == 0 else { throw .last("link", path) }
    }

    /// Where a symbolic link points, nil if it is none.
    package static func linkTarget(_ path: String) -> String? {
        var text = [CChar](repeating: 0, count: 4_096)
        let length = unsafe readlink(path, &text, text.count)
        guard length > 0 else { return nil }
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The absolute path without links, nil if nothing is there.
    package static func canonicalPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Free bytes for ordinary users and the whole size of the file system that holds `path`.
    package static func space(at path: String) throws(SystemError) -> (availableBytes: UInt64, totalBytes: UInt64) {
        var available: UInt64 = 0
        var total: UInt64 = 0
        guard unsafe bulkhead_file_system_space(path, &available, &total) == 0 else {
            throw .last("look at the file system of", path)
        }
        return (available, total)
    }

    /// A fresh directory for temporary files, mode 0700.
    package static func makeTemporaryDirectory(in parent: String, prefix: String) throws(SystemError) -> String {
        for _ in 0..<100 {
            let path = "\(parent)/\(prefix)\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
            if unsafe mkdir(path, 0o700) == 0 { return path }
            guard errno == EEXIST else { throw .last("make the directory", path) }
        }
        throw SystemError("make a temporary directory in", parent, code: EEXIST)
    }

    /// Takes the exclusive lock of the file at `path` without waiting.
    ///
    /// - Returns: The open file, which holds the lock as long as it lives; nil when another process holds it.
    package static func lock(_ path: String) throws(SystemError) -> OwnedDescriptor? {
        let raw = unsafe bulkhead_open(path, O_RDWR | O_CREAT, 0o600)
        guard raw >= 0 else { throw .last("open", path) }
        let file = OwnedDescriptor(adopting: raw)
        if bulkhead_flock_exclusive(file.number) == 0 { return file }
        if errno == EWOULDBLOCK { return nil }
        throw .last("lock", path)
    }
}
