package import LinuxIO

/// The files of an audit log: `audit-00000001.jsonl` and so on, the last one being written, and `head`.
package struct AuditFolder: Sendable {
    private static let prefix = "audit-"
    private static let suffix = ".jsonl"
    private static let digitCount = 8

    /// The folder.
    package let path: String

    package init(_ path: String) { self.path = path }

    /// Where the end of the chain is noted beside the records.
    package var headPath: String { path + "/head" }

    /// The numbers of the files that there are, sorted.
    ///
    /// - Throws: `SystemError` when the folder cannot be read.
    package func numbers() throws(SystemError) -> [UInt64] {
        try FileSystem.list(path).compactMap { name in
            guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
            let digits = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
            return digits.utf8.count == Self.digitCount ? UInt64(digits) : nil
        }.sorted()
    }

    /// The name of the file with a number.
    package static func name(_ number: UInt64) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, digitCount - digits.count)) + digits + suffix
    }

    /// The path of the file with a number.
    package func file(_ number: UInt64) -> String { path + "/" + Self.name(number) }
}
