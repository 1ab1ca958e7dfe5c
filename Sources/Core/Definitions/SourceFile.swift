/// One configuration file as it was read from the disk.
package struct SourceFile: Hashable, Sendable {
    /// The largest file that is read, in bytes.
    package static let maximumByteCount = 1 << 20

    /// Where it is, relative to the configuration folder (`vms.d/personal.toml`); only for naming it in problems and,
    /// for a VM, for the VM's name.
    package let path: String
    /// What it holds; expected to be UTF-8.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The last part of the path without `.toml`, or nil when it does not end so.
    var stem: String? {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.index(after: $0)...] } ?? path[...]
        guard name.hasSuffix(".toml") else { return nil }
        return String(name.dropLast(".toml".count))
    }
}
