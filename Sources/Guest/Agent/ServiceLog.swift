internal import LinuxIO

/// Where services of this guest write their standard error to: `/var/log/bulkhead/services.log`.
///
/// It stays in the guest. When it is longer than its limit it begins anew.
enum ServiceLog {
    private static let directory = "/var/log/bulkhead"
    private static let path = directory + "/services.log"
    private static let limitBytes = 1 << 20

    /// The file, opened for appending; `/dev/null` where there is none.
    static func open() throws(SystemError) -> OwnedDescriptor {
        if let file = try? openFile() { return file }
        return try FileSystem.open("/dev/null", .readWrite)
    }

    private static func openFile() throws(SystemError) -> OwnedDescriptor {
        if !FileSystem.isDirectory(directory) { try FileSystem.makeDirectory(directory) }
        let file = try FileSystem.open(path, .append, mode: 0o644)
        if try file.sizeBytes() > limitBytes { try file.truncate(toBytes: 0) }
        return file
    }

    static func note(_ text: String) {
        _ = try? openFile().writeAll(Array("\(text)\n".utf8))
    }
}
