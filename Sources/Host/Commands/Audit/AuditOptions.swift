import ArgumentParser
import Audit
import AuditLog
import LinuxIO

/// Which log, for all verbs of `bulkhead audit`.
struct AuditOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the log.", valueName: "folder"), completion: .directory)
    var folder = "/var/lib/bulkhead/audit"

    /// The log's files.
    var location: AuditFolder { AuditFolder(folder) }

    /// Goes through all records.
    ///
    /// - Parameters:
    ///   - verifier: What checks them.
    ///   - body: Told each record.
    /// - Throws: ``CommandFailure`` with status 2 when the log cannot be read.
    func read(_ verifier: inout AuditVerifier, _ body: (AuditLine) -> Void) throws(CommandFailure) {
        guard FileSystem.isDirectory(folder) else {
            throw CommandFailure(
                "there is no audit log in \(folder)",
                advice: "the manager makes it when it starts; --folder names another",
                code: 2)
        }
        do {
            try AuditReading(location).forEach(&verifier, body)
        } catch {
            throw CommandFailure("cannot read the audit log: \(error)", advice: "it is root's: use sudo", code: 2)
        }
    }
}
