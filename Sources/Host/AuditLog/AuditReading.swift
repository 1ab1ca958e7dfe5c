package import Audit
package import LinuxIO

/// Reads the files of a log.
package struct AuditReading: Sendable {
    /// The most bytes of a file that are read.
    private static let fileLimit = 1 << 30

    private let folder: AuditFolder

    package init(_ folder: AuditFolder) { self.folder = folder }

    /// Goes through all records, oldest first.
    ///
    /// - Parameters:
    ///   - verifier: What checks them.
    ///   - body: Told each record that can be read.
    /// - Throws: `SystemError` when a file cannot be read.
    package func forEach(
        _ verifier: inout AuditVerifier, _ body: (AuditLine) -> Void
    ) throws(SystemError) {
        for number in try folder.numbers() {
            verifier.begin(AuditFolder.name(number))
            let bytes = try FileSystem.read(folder.file(number), limit: Self.fileLimit)
            var start = bytes.startIndex
            while start < bytes.endIndex {
                let end = bytes[start...].firstIndex(of: 0x0A)
                let line = Array(bytes[start..<(end ?? bytes.endIndex)])
                if let record = verifier.read(line, isWhole: end != nil) { body(record) }
                start = end.map { $0 + 1 } ?? bytes.endIndex
            }
        }
    }

    /// The end of the chain that was noted beside the records; nil when none was, or it cannot be read.
    package var notedHead: AuditHead? {
        guard let text = try? FileSystem.readText(folder.headPath, limit: 256) else { return nil }
        return AuditHead(text: text)
    }
}
