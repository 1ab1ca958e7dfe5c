import Audit
import LinuxIO

/// Where a log ends, as its files tell.
struct AuditEnd {
    /// The most bytes of a file that are looked at.
    private static let fileLimit = 1 << 30

    /// The end of the chain.
    private(set) var head = AuditHead.none
    /// How many bytes of the last file are whole lines.
    private(set) var keptBytes = 0
    /// How many bytes behind them are not.
    private(set) var cutBytes = 0
    /// How many whole lines at the end are no records.
    private(set) var unreadableLineCount = 0

    /// Looks at the last file, and at those before it as far as it has no record.
    ///
    /// - Parameters:
    ///   - folder: The log.
    ///   - numbers: The numbers of its files, sorted.
    /// - Throws: `SystemError` when a file cannot be read.
    init(_ folder: AuditFolder, _ numbers: [UInt64]) throws(SystemError) {
        for number in numbers.reversed() {
            let bytes = try FileSystem.read(folder.file(number), limit: Self.fileLimit)
            let end = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
            if number == numbers.last {
                keptBytes = end
                cutBytes = bytes.count - end
            }
            for line in bytes[..<end].split(separator: 0x0A, omittingEmptySubsequences: true).reversed() {
                if let record = try? AuditLine(Array(line), AuditDigest.sha256) {
                    head = AuditHead(sequence: record.sequence, hash: record.hash)
                    return
                }
                unreadableLineCount += 1
            }
        }
    }
}
