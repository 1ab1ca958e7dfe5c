package import Audit
import JSONText
package import LinuxIO

/// Appends records to the files of a log, one writer at a time.
///
/// A record is one `write` and, unless more follow at once, one `fdatasync`. What a crash leaves of the last line is cut
/// off when the log is opened again, and a record says so.
package struct AuditWriter: ~Copyable {
    private let folder: AuditFolder
    private let limits: AuditLimits
    private var file: OwnedDescriptor
    private var number: UInt64
    private var sizeBytes: Int
    /// The end of the chain.
    package private(set) var head: AuditHead

    private init(_ folder: AuditFolder, _ limits: AuditLimits, _ number: UInt64, _ end: AuditEnd) throws(SystemError) {
        self.folder = folder
        self.limits = limits
        self.number = number
        head = end.head
        sizeBytes = end.keptBytes
        file = try FileSystem.open(folder.file(number), .append)
    }

    /// Opens a log, or begins one.
    ///
    /// - Parameters:
    ///   - folder: Where it is.
    ///   - limits: How large it grows.
    ///   - nowMilliseconds: The time, since 1970-01-01 UTC.
    /// - Returns: What appends to it.
    /// - Throws: `SystemError` when the files cannot be read or written.
    package static func open(
        _ folder: AuditFolder, limits: AuditLimits = AuditLimits(), nowMilliseconds: UInt64
    ) throws(SystemError) -> AuditWriter {
        try FileSystem.makeDirectory(folder.path, mode: 0o700)
        let numbers = try folder.numbers()
        let end = try AuditEnd(folder, numbers)
        if let last = numbers.last, end.cutBytes > 0 {
            let whole = try FileSystem.open(folder.file(last), .readWrite)
            try whole.truncate(toBytes: end.keptBytes)
            try whole.synchronize()
        }
        var writer = try AuditWriter(folder, limits, numbers.last ?? 1, end)
        if numbers.isEmpty {
            try FileSystem.synchronizeDirectory(folder.path)
            try writer.append(AuditRecord(.logBegun, timeMilliseconds: nowMilliseconds, fields: ["file": .number(1)]))
        } else if end.cutBytes > 0 || end.unreadableLineCount > 0 {
            try writer.append(
                AuditRecord(
                    .logRecovered, timeMilliseconds: nowMilliseconds,
                    fields: [
                        "cut_bytes": .number(UInt64(end.cutBytes)),
                        "unreadable_lines": .number(UInt64(end.unreadableLineCount)),
                    ]))
        }
        return writer
    }

    /// Appends a record and makes it durable.
    ///
    /// - Parameters:
    ///   - record: What happened.
    ///   - isLast: Whether to wait for the disk; false when more records follow at once.
    /// - Throws: `SystemError` when it cannot be written; then the log is as before.
    package mutating func append(_ record: AuditRecord, isLast: Bool = true) throws(SystemError) {
        if sizeBytes >= limits.fileBytes { try beginNextFile(record.timeMilliseconds) }
        try write(record)
        if isLast { try file.synchronize() }
    }

    /// Notes the end of the chain beside the records.
    ///
    /// - Throws: `SystemError` when it cannot be written.
    package func noteHead() throws(SystemError) {
        try FileSystem.writeAtomically(folder.headPath, Array("\(head.sequence) \(head.hash)\n".utf8), mode: 0o600)
    }

    private mutating func write(_ record: AuditRecord) throws(SystemError) {
        let (bytes, next) = AuditLine.bytes(record, after: head, AuditDigest.sha256)
        do {
            try file.writeAll(bytes + [0x0A])
        } catch {
            // A part of a line may be there: what is behind the last whole one goes.
            try? FileSystem.open(folder.file(number), .readWrite).truncate(toBytes: sizeBytes)
            throw error
        }
        sizeBytes += bytes.count + 1
        head = next
    }

    private mutating func beginNextFile(_ nowMilliseconds: UInt64) throws(SystemError) {
        try file.synchronize()
        let next = try FileSystem.open(folder.file(number + 1), .append)
        try FileSystem.synchronizeDirectory(folder.path)
        file = next
        number += 1
        sizeBytes = 0
        try write(AuditRecord(.logBegun, timeMilliseconds: nowMilliseconds, fields: ["file": .number(number)]))
        try? noteHead()
        for old in try folder.numbers() where old + UInt64(limits.fileCount) <= number {
            try FileSystem.remove(folder.file(old))
        }
    }
}
