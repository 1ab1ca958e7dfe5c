internal import LinuxIO

/// Where services of this guest write their standard error to: `/var/log/bulkhead/services.log`.
///
/// It stays in the guest. When it is longer than its limit it begins anew.
struct ServiceLog: Hashable, Sendable {
    private static let limitBytes = 1 << 20

    private let directory: String
    private var path: String { directory + "/services.log" }

    /// Writes below `root`, for tests; empty is the real root.
    init(root: String = "") { directory = "\(root)/var/log/bulkhead" }

    /// The file, opened for appending; `/dev/null` where there is none.
    func open() throws(SystemError) -> OwnedDescriptor {
        if let file = try? openFile() { return file }
        return try FileSystem.open("/dev/null", .readWrite)
    }

    private func openFile() throws(SystemError) -> OwnedDescriptor {
        if !FileSystem.isDirectory(directory) { try FileSystem.makeDirectory(directory) }
        let file = try FileSystem.open(path, .append, mode: 0o644)
        if try file.sizeBytes() > Self.limitBytes { try file.truncate(toBytes: 0) }
        return file
    }

    func note(_ text: String) {
        _ = try? openFile().writeAll(Array("\(text)\n".utf8))
    }
}
