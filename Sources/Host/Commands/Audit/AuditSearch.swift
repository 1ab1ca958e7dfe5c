import ArgumentParser
import Audit
import AuditLog
import LinuxIO

struct AuditSearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Show the records with some text in them.",
        discussion: "Exit status: 0 something was found; 1 nothing; 2 the log cannot be read.")

    @Argument(help: "Text that the record holds; none for all records.")
    var text: String?
    @Flag(help: "Print JSON, one record on each line, as it is in the log.")
    var json = false
    @OptionGroup var filter: AuditFilter
    @OptionGroup var options: AuditOptions

    func run() throws {
        let invocation = Invocation()
        var verifier = AuditVerifier(AuditDigest.sha256)
        var count = 0
        try options.read(&verifier) { line in
            guard filter.admits(line, nowMilliseconds: invocation.nowMilliseconds),
                text.map(line.source.contains) ?? true
            else { return }
            count += 1
            CurrentProcess.writeOutput(json ? line.source + "\n" : AuditText.line(line, invocation.color))
        }
        AuditVerify.warn(verifier)
        if count == 0 { throw ExitCode.failure }
    }
}
