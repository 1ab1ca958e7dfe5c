import ArgumentParser
import Audit
import AuditLog
import LinuxIO

struct AuditHeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Print the end of the chain, as 'audit verify --head' takes it.")

    @OptionGroup var options: AuditOptions

    func run() throws {
        var verifier = AuditVerifier(AuditDigest.sha256)
        try options.read(&verifier) { _ in }
        CurrentProcess.writeOutput((verifier.head ?? .none).text + "\n")
        AuditVerify.warn(verifier)
    }
}
