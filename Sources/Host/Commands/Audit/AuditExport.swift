import ArgumentParser
import Audit
import AuditLog
import LinuxIO

struct AuditExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the whole log as it is, for keeping it elsewhere.",
        discussion: "'audit verify --file FILE' checks what was kept.")

    @OptionGroup var options: AuditOptions

    func run() throws {
        var verifier = AuditVerifier(AuditDigest.sha256)
        try options.read(&verifier) { CurrentProcess.writeOutput($0.source + "\n") }
        AuditVerify.warn(verifier)
    }
}
